package dev.vivarium.operator.observation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Asks Prometheus over its HTTP API. */
final class PrometheusClient {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final int SUCCESS = 200;

    private final HttpClient http;
    private final ObjectMapper json = new ObjectMapper();

    PrometheusClient() {
        this.http = HttpClient.newBuilder()
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /** A thing that is scraped, or should be. */
    record Target(Map<String, String> labels, Health health, String lastError) {
        Target {
            labels = Map.copyOf(labels);
        }

        String label(String name) {
            return labels.getOrDefault(name, "");
        }

        boolean isDown() {
            return health == Health.DOWN;
        }

        boolean isUp() {
            return health == Health.UP;
        }
    }

    /** What came of the last scrape. A target that was just found has not been scraped yet, which is no failure. */
    enum Health {
        UP,
        DOWN,
        UNKNOWN;

        static Health of(String text) {
            return switch (text) {
                case "up" -> UP;
                case "down" -> DOWN;
                default -> UNKNOWN;
            };
        }
    }

    /** One element of an instant query's result; the value is a decimal number, {@code NaN}, {@code +Inf} or {@code -Inf}. */
    record Sample(Map<String, String> labels, String value) {
        Sample {
            labels = Map.copyOf(labels);
        }

        String label(String name) {
            return labels.getOrDefault(name, "");
        }
    }

    /** The result of an instant query about now. */
    List<Sample> query(PrometheusAccess access, String expression) throws PrometheusException {
        return samples(access, "query=" + encoded(expression));
    }

    /** The result of an instant query about that time, to the second. */
    List<Sample> query(PrometheusAccess access, String expression, Instant time) throws PrometheusException {
        return samples(access, "query=" + encoded(expression) + "&time=" + time.getEpochSecond());
    }

    private List<Sample> samples(PrometheusAccess access, String query) throws PrometheusException {
        var samples = new ArrayList<Sample>();
        for (var sample : get(access, "query", query).path("result")) {
            samples.add(new Sample(
                    texts(sample.path("metric")), sample.path("value").path(1).asText()));
        }
        return samples;
    }

    /** Targets of the scrape pool. */
    List<Target> targets(PrometheusAccess access) throws PrometheusException {
        var targets = new ArrayList<Target>();
        for (var target : get(access, "targets", "state=active&scrapePool=" + encoded(access.scrapePool()))
                .path("activeTargets")) {
            targets.add(new Target(
                    texts(target.path("labels")),
                    Health.of(target.path("health").asText()),
                    target.path("lastError").asText("")));
        }
        return targets;
    }

    /** Values of one label of recording rules by the values of another, in all groups of that name, of the rules that have all of those labels. */
    SortedMap<String, String> ruleLabels(
            PrometheusAccess access, String group, Map<String, String> having, String key, String value)
            throws PrometheusException {
        var labels = new TreeMap<String, String>();
        var data = get(access, "rules", "type=record&" + encoded("rule_group[]") + "=" + encoded(group));
        for (var found : data.path("groups")) {
            if (group.equals(found.path("name").asText())) {
                for (var rule : found.path("rules")) {
                    var all = texts(rule.path("labels"));
                    if (all.entrySet().containsAll(having.entrySet())) {
                        labels.put(all.getOrDefault(key, ""), all.getOrDefault(value, ""));
                    }
                }
            }
        }
        return labels;
    }

    /** Whether the last attempt to read the configuration and the rules succeeded. */
    boolean reloadSucceeded(PrometheusAccess access) throws PrometheusException {
        return get(access, "status/runtimeinfo", "").path("reloadConfigSuccess").asBoolean();
    }

    private JsonNode get(PrometheusAccess access, String path, String query) throws PrometheusException {
        var root = access.url().toString().replaceAll("/+$", "");
        var uri = URI.create(root + "/api/v1/" + path + (query.isEmpty() ? "" : "?" + query));
        var builder = HttpRequest.newBuilder(uri)
                .timeout(ANSWER_TIMEOUT)
                .header("Accept", "application/json")
                .GET();
        for (var header : access.headers().entrySet()) {
            try {
                builder.setHeader(header.getKey(), header.getValue());
            } catch (IllegalArgumentException e) {
                // The message of the exception may hold the value.
                throw new PrometheusException(
                        "the header " + header.getKey() + " of prometheus.headersFrom cannot be sent", e);
            }
        }
        var request = builder.build();
        try {
            var response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return data(root, response);
        } catch (IOException e) {
            throw new PrometheusException("Prometheus at " + root + " does not answer: " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PrometheusException("interrupted while asking Prometheus at " + root, e);
        }
    }

    private JsonNode data(String root, HttpResponse<String> response) throws PrometheusException {
        try {
            var body = json.readTree(response.body());
            if (response.statusCode() == SUCCESS
                    && "success".equals(body.path("status").asText())) {
                return body.path("data");
            }
            throw new PrometheusException("Prometheus at " + root + " answers with status " + response.statusCode()
                    + ": " + body.path("error").asText("(no reason given)"));
        } catch (JsonProcessingException e) {
            throw new PrometheusException(
                    "what answers at " + root + " with status " + response.statusCode() + " is no Prometheus", e);
        }
    }

    private static String reason(IOException error) {
        var message = error.getMessage();
        return message == null || message.isBlank() ? error.getClass().getSimpleName() : message;
    }

    private static Map<String, String> texts(JsonNode object) {
        var texts = new TreeMap<String, String>();
        object.properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
