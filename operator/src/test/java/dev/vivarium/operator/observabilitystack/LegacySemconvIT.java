package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.operator.testkit.Ports;
import dev.vivarium.operator.testkit.Sandbox;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.LegacyCatalog;
import dev.vivarium.telemetry.Metric;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real collector makes the newest metrics of those of an agent of the runtime that sends only the older ones, and none of one that sends both. */
class LegacySemconvIT {
    private static final String METRICS = """
            {"resourceMetrics": [%s]}""";
    private static final String RESOURCE = """
            {"resource": {"attributes": [
                {"key": "service.name", "value": {"stringValue": "%1$s"}},
                {"key": "service.instance.id", "value": {"stringValue": "%1$s"}},
                {"key": "vivarium.name", "value": {"stringValue": "%1$s"}}%2$s]},
             "scopeMetrics": [{"scope": {"name": "dev.vivarium.agent.runtime"}, "metrics": [%3$s]}]}""";
    private static final String LEGACY = """
            , {"key": "vivarium.semconv", "value": {"stringValue": "legacy"}}""";
    private static final String POINT = """
            {"startTimeUnixNano": "%1$d", "timeUnixNano": "%2$d", "count": "2", "sum": %3$s, "explicitBounds": [10], "bucketCounts": ["1", "1"],
             "attributes": [{"key": "gen_ai.request.model", "value": {"stringValue": "m"}}, {"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}}, %4$s]}""";
    private static final String ATTRIBUTE = """
            {"key": "%s", "value": {"stringValue": "%s"}}""";
    private static final String HISTOGRAM = """
            {"name": "%s", "unit": "%s", "histogram": {"aggregationTemporality": 2, "dataPoints": [%s]}}""";
    private static final String COUNTER = """
            {"name": "%s", "unit": "{token}", "sum": {"aggregationTemporality": 2, "isMonotonic": true, "dataPoints": [
                {"startTimeUnixNano": "%d", "timeUnixNano": "%d", "asInt": "%d", "attributes": [%s]}]}}""";

    private final long now = System.currentTimeMillis() * 1_000_000;

    @TempDir
    private Path directory;

    @Test
    void prometheusGetsTheNewestNamesOnce() throws IOException, InterruptedException {
        var otlp = address();
        var metrics = address();
        var config = StackCase.named("defaults")
                .file(Component.COLLECTOR.childName(
                        StackCase.named("defaults").input().name()))
                .orElseThrow()
                .replace(
                        CollectorConfig.STORAGE_DIRECTORY,
                        Files.createDirectories(directory.resolve("s")).toString())
                .replace("0.0.0.0:" + CollectorConfig.OTLP_HTTP_PORT, otlp)
                .replace("0.0.0.0:" + CollectorConfig.METRICS_PORT, metrics)
                .replace("0.0.0.0:" + CollectorConfig.OTLP_GRPC_PORT, address())
                .replace("0.0.0.0:" + CollectorConfig.HEALTH_PORT, address())
                .replace("port: " + CollectorConfig.OWN_METRICS_PORT, "port: " + port(address()));
        var file = Files.writeString(directory.resolve("collector.yaml"), config);
        var log = directory.resolve("collector.log");
        var process = Program.find("otelcol", directory).start(Map.of(), log, "--config=" + file);
        try (var http = HttpClient.newHttpClient()) {
            await().atMost(Sandbox.SOON).until(() -> !process.isAlive() || send(http, otlp));
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            await().atMost(Sandbox.SOON).untilAsserted(() -> assertNames(scrape(http, metrics)));
            assertThat(Files.readString(log)).doesNotContain("\terror\t");
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static void assertNames(List<String> series) {
        assertThat(values(series, Catalog.INPUT_TOKENS.prometheusName(), "old")).containsExactly("30");
        assertThat(values(series, Catalog.OUTPUT_TOKENS.prometheusName(), "old"))
                .containsExactly("7");
        assertThat(values(series, Catalog.INFERENCE_DURATION.sum(), "old")).containsExactly("12");
        assertThat(values(series, LegacyCatalog.OPERATION_DURATION.sum(), "old"))
                .containsExactly("12");
        assertThat(values(series, LegacyCatalog.TOKEN_USAGE.sum(), "old")).containsExactlyInAnyOrder("30", "7");
        assertThat(series)
                .filteredOn(line -> line.startsWith(Catalog.INPUT_TOKENS.prometheusName())
                        || line.startsWith(Catalog.OUTPUT_TOKENS.prometheusName())
                        || line.startsWith(Catalog.INFERENCE_DURATION.prometheusName()))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line)
                        .contains("gen_ai_provider_name=\"p\"")
                        .doesNotContain("gen_ai_system")
                        .doesNotContain("gen_ai_token_type"));
        assertThat(values(series, Catalog.INPUT_TOKENS.prometheusName(), "both"))
                .containsExactly("30");
        assertThat(values(series, Catalog.OUTPUT_TOKENS.prometheusName(), "both"))
                .isEmpty();
        assertThat(values(series, LegacyCatalog.TOKEN_USAGE.sum(), "both")).containsExactlyInAnyOrder("30", "7");
        assertThat(series).noneMatch(line -> line.contains("semconv"));
    }

    private boolean send(HttpClient http, String otlp) throws InterruptedException {
        var legacy = legacyMetrics();
        var newest = COUNTER.formatted(
                Catalog.INPUT_TOKENS.name(), now, now, 30, ATTRIBUTE.formatted("gen_ai.provider.name", "p"));
        var body = METRICS.formatted(RESOURCE.formatted("old", LEGACY, legacy) + ","
                + RESOURCE.formatted("both", "", legacy + "," + newest));
        try {
            var request = HttpRequest.newBuilder(URI.create("http://" + otlp + "/v1/metrics"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private String legacyMetrics() {
        var system = ATTRIBUTE.formatted("gen_ai.system", "p");
        return histogram(LegacyCatalog.OPERATION_DURATION, point("12", system))
                + ","
                + histogram(
                        LegacyCatalog.TOKEN_USAGE,
                        point("30", system + "," + ATTRIBUTE.formatted("gen_ai.token.type", "input"))
                                + ","
                                + point("7", system + "," + ATTRIBUTE.formatted("gen_ai.token.type", "output")));
    }

    private static String histogram(Metric metric, String points) {
        return HISTOGRAM.formatted(metric.name(), metric.unit(), points);
    }

    private String point(String sum, String attributes) {
        return POINT.formatted(now, now, sum, attributes);
    }

    private static List<String> scrape(HttpClient http, String address) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://" + address + "/metrics"))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString())
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }

    /** Values of the series of one agent; each line is name, labels, value and time. */
    private static List<String> values(List<String> series, String name, String agent) {
        return series.stream()
                .filter(line -> line.startsWith(name + "{") && line.contains("vivarium_name=\"" + agent + "\""))
                .map(line -> line.substring(line.lastIndexOf('}') + 2).split(" ")[0])
                .toList();
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private static String address() throws IOException {
        return InetAddress.getLoopbackAddress().getHostAddress() + ":" + Ports.free();
    }
}
