package dev.vivarium.demo.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivarium.telemetry.Catalog;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PrometheusApiTest {
    @Test
    void readsVectorsAndScalars() {
        var asked = new AtomicReference<String>();
        var api = new PrometheusApi("http://p", url -> {
            asked.set(url);
            return """
                {"status":"success","data":{"resultType":"vector","result":[
                  {"metric":{"a":"x"},"value":[1,"12345678901234567890"]},
                  {"metric":{},"value":[1,"NaN"]}]}}""";
        });

        var samples = api.query("sum(a{b=\"c d\"})");

        assertThat(asked.get()).isEqualTo("http://p/api/v1/query?query=sum%28a%7Bb%3D%22c+d%22%7D%29");
        assertThat(samples.getFirst().decimal()).isEqualByComparingTo("12345678901234567890");
        assertThat(samples.getFirst().label("a")).isEqualTo("x");
        assertThat(samples.getFirst().label("none")).isEmpty();
        assertThat(samples.getLast().number()).isNaN();
        assertThat(answering("{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"7\"]}}")
                        .query("7"))
                .containsExactly(new Sample(Map.of(), "7"));
    }

    @Test
    void readsTargetsRulesAndAlerts() {
        assertThat(answering("""
                {"status":"success","data":{"activeTargets":[
                  {"labels":{"job":"vivarium"},"scrapeUrl":"http://t","health":"down","lastError":"refused"}]}}""").activeTargets())
                .containsExactly(new PrometheusApi.Target(Map.of("job", "vivarium"), "http://t", "down", "refused"));
        assertThat(answering("""
                {"status":"success","data":{"groups":[{"name":"g","file":"f","rules":[
                  {"name":"r","type":"recording","query":"1","health":"ok"}]}]}}""").rules())
                .containsExactly(new PrometheusApi.Rule("f", "g", "r", "recording", "1", "ok", ""));
        assertThat(answering("""
                {"status":"success","data":{"alerts":[
                  {"labels":{"alertname":"A"},"annotations":{"summary":"s"},"state":"firing","value":"1e+00",
                   "activeAt":"2026-01-01T00:00:00.5Z"}]}}""").alerts())
                .containsExactly(new PrometheusApi.Alert(
                        Map.of("alertname", "A"),
                        Map.of("summary", "s"),
                        "firing",
                        "1e+00",
                        Instant.parse("2026-01-01T00:00:00.5Z")));
    }

    @Test
    void passesOnWhatPrometheusRefuses() {
        assertThatThrownBy(() -> answering("{\"status\":\"error\",\"error\":\"parse error\"}")
                        .query("x"))
                .hasMessageContaining("parse error");
        assertThatThrownBy(() -> answering("<html>").query("x")).hasMessageContaining("is no JSON");
    }

    @Test
    void writesExpressionsOverOneNamespace() {
        var expressions = new Expressions("rockbot");

        assertThat(expressions.total(Catalog.INPUT_TOKENS, Expressions.POD, Expressions.MODEL))
                .isEqualTo("sum by (k8s_pod_name, gen_ai_request_model) "
                        + "(gen_ai_client_inference_usage_input_tokens_total{k8s_namespace_name=\"rockbot\"})");
        assertThat(expressions.quantile(0.95, Catalog.TURN_DURATION, Expressions.NAME))
                .isEqualTo("histogram_quantile(0.95, sum by (le, vivarium_name) "
                        + "(gen_ai_invoke_agent_duration_seconds_bucket{k8s_namespace_name=\"rockbot\"}))");
    }

    private static PrometheusApi answering(String body) {
        return new PrometheusApi("http://p", url -> body);
    }
}
