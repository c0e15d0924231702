package dev.vivarium.demo.prometheus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Prometheus' own HTTP API. */
public final class PrometheusApi {
    private final String baseUrl;
    private final UnaryOperator<String> http;
    private final ObjectMapper json = new ObjectMapper();

    /** @param http reads a URL, and throws when there is no successful answer */
    public PrometheusApi(String baseUrl, UnaryOperator<String> http) {
        this.baseUrl = baseUrl;
        this.http = http;
    }

    /** @param health {@code up}, {@code down} or {@code unknown} */
    public record Target(Map<String, String> labels, String url, String health, String lastError) {}

    /**
     * @param kind {@code alerting} or {@code recording}
     * @param health {@code ok}, {@code err} or {@code unknown}
     */
    public record Rule(
            String file, String group, String name, String kind, String expression, String health, String lastError) {}

    /**
     * @param state {@code pending} or {@code firing}
     * @param activeAt since when its expression holds, without a break
     */
    public record Alert(
            Map<String, String> labels,
            Map<String, String> annotations,
            String state,
            String value,
            Instant activeAt) {}

    /** Evaluates an expression now; a scalar is a sample without labels. */
    public List<Sample> query(String expression) {
        var data = data("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        var samples = new ArrayList<Sample>();
        var result = data.path("result");
        if (data.path("resultType").asText().equals("scalar")) {
            samples.add(new Sample(Map.of(), result.path(1).asText()));
            return samples;
        }
        for (var element : result) {
            samples.add(new Sample(
                    texts(element.path("metric")), element.path("value").path(1).asText()));
        }
        return samples;
    }

    public List<Target> activeTargets() {
        var targets = new ArrayList<Target>();
        for (var target : data("/api/v1/targets?state=active").path("activeTargets")) {
            targets.add(new Target(
                    texts(target.path("labels")),
                    target.path("scrapeUrl").asText(),
                    target.path("health").asText(),
                    target.path("lastError").asText()));
        }
        return targets;
    }

    public List<Rule> rules() {
        var rules = new ArrayList<Rule>();
        for (var group : data("/api/v1/rules").path("groups")) {
            for (var rule : group.path("rules")) {
                rules.add(new Rule(
                        group.path("file").asText(),
                        group.path("name").asText(),
                        rule.path("name").asText(),
                        rule.path("type").asText(),
                        rule.path("query").asText(),
                        rule.path("health").asText(),
                        rule.path("lastError").asText()));
            }
        }
        return rules;
    }

    public List<Alert> alerts() {
        var alerts = new ArrayList<Alert>();
        for (var alert : data("/api/v1/alerts").path("alerts")) {
            alerts.add(new Alert(
                    texts(alert.path("labels")),
                    texts(alert.path("annotations")),
                    alert.path("state").asText(),
                    alert.path("value").asText(),
                    Instant.parse(alert.path("activeAt").asText())));
        }
        return alerts;
    }

    private JsonNode data(String path) {
        try {
            var answer = json.readTree(http.apply(baseUrl + path));
            if (!answer.path("status").asText().equals("success")) {
                throw new IllegalStateException("Prometheus refused %s: %s"
                        .formatted(path, answer.path("error").asText()));
            }
            return answer.path("data");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Prometheus' answer to %s is no JSON".formatted(path), e);
        }
    }

    private static Map<String, String> texts(JsonNode object) {
        var texts = new HashMap<String, String>();
        object.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }
}
