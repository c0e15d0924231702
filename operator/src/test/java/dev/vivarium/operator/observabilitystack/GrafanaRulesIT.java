package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.operator.testkit.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Grafana's rules ask, asked of Prometheus' own engine: what is recorded is what they need, and each alert goes where the routes of the stack send it. */
class GrafanaRulesIT {
    private static final String MANIFESTS = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: main, namespace: a, uid: 5b0d9f6e-0000-4000-8000-000000000014}
            spec:
              alerting: {evaluator: Grafana}
              prometheus: {mode: External, url: "https://prometheus.example"}
              grafana: {mode: Sidecar}
              serves: {namespaces: [b, c]}
              alertDefaults: {costPerHour: {threshold: "10", for: 1m}}
              notifications:
                contactPoints:
                - {name: rest, webhook: {url: "https://rest.example"}}
                - {name: log, webhook: {url: "https://log.example"}}
                - {name: team, webhook: {url: "https://team.example"}}
                - {name: research, webhook: {url: "https://research.example"}}
                routes:
                - {contactPoint: log, namespaces: [a, b], continueMatching: true}
                - {contactPoint: team, namespaces: [b]}
                - {contactPoint: research, kind: SubAgent}
            %s
            """.formatted(agent("Agent", "a", "desk", "")
            + agent("Agent", "b", "desk", "")
            + agent("SubAgent", "b", "help", "")
            + agent("SubAgent", "c", "help", "")
            + agent("Agent", "c", "desk", "alerts: {costPerHour: {threshold: \"11\"}}")
            + agent("Agent", "c", "frugal", "alerts: {costPerHour: {threshold: \"1000\"}}"));

    @TempDir
    private Path directory;

    private static String agent(String kind, String namespace, String name, String more) {
        return """
                ---
                apiVersion: vivarium.dev/v1alpha1
                kind: %s
                metadata: {name: %s, namespace: %s}
                spec:
                  %s
                  model: {provider: simulated, name: sim-large}
                  instructions: {inline: Answer briefly.}
                  telemetry: {stackRef: {name: main, namespace: a}}
                  %s
                """.formatted(
                        kind, name, namespace, kind.equals("SubAgent") ? "description: Helps." : "replicas: 1", more);
    }

    @Test
    void everyQueryIsOneOfPrometheus() throws IOException, InterruptedException {
        var queries = new ArrayList<Map<String, Object>>();
        for (var golden : List.of(MANIFESTS, Files.readString(golden("grafana-evaluates-managed")))) {
            for (var rule : rules(golden)) {
                for (var expression : expressions(rule)) {
                    queries.add(Map.of("record", "a:b:c" + queries.size(), "expr", expression));
                }
            }
        }
        assertThat(queries).hasSizeGreaterThan(100);
        var file = directory.resolve("queries.yaml");
        Files.writeString(
                file,
                new YAMLMapper()
                        .writeValueAsString(Map.of("groups", List.of(Map.of("name", "queries", "rules", queries)))));

        var result = promtool("check", "rules", file.toString());

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void everyAlertGoesWhereTheRoutesSendItAndHasItsLimit() throws IOException, InterruptedException {
        var files = new ArrayList<String>();
        for (var rule : input(MANIFESTS).rulesAsLoaded().entrySet()) {
            Files.writeString(directory.resolve(rule.getKey()), rule.getValue());
            files.add(rule.getKey());
        }
        var tests = new ArrayList<Map<String, Object>>();
        var found = new ArrayList<String>();
        for (var rule : rules(MANIFESTS)) {
            if (!rule.title().startsWith("VivariumCostPerHour")) {
                continue;
            }
            var receiver = (String) rule.notification().orElseThrow().get("receiver");
            found.add(receiver);
            var expected = EXPECTED.get(receiver);
            var expressions = expressions(rule);
            assertThat(expressions).hasSize(2);
            tests.add(query(
                    expressions.getFirst(),
                    expected.keySet().stream().collect(Collectors.toMap(agent -> agent, agent -> 12.0))));
            tests.add(query(expressions.getLast(), expected));
        }
        assertThat(found).containsExactlyInAnyOrderElementsOf(EXPECTED.keySet());
        var file = directory.resolve("test.yaml");
        Files.writeString(
                file,
                new YAMLMapper()
                        .writeValueAsString(Map.of(
                                "rule_files",
                                files,
                                "evaluation_interval",
                                "15s",
                                "tests",
                                List.of(Map.of(
                                        "interval",
                                        "15s",
                                        "input_series",
                                        AGENTS.stream()
                                                .map(GrafanaRulesIT::series)
                                                .toList(),
                                        "promql_expr_test",
                                        tests)))));

        var result = promtool("test", "rules", file.toString());

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("SUCCESS");
    }

    private static final List<String> AGENTS = List.of(
            labels("a", "Agent", "desk"),
            labels("b", "Agent", "desk"),
            labels("b", "SubAgent", "help"),
            labels("c", "SubAgent", "help"),
            labels("c", "Agent", "desk"),
            labels("c", "Agent", "frugal"));

    /** The agents that each contact point is told of, and their limits. */
    private static final Map<String, Map<String, Double>> EXPECTED = Map.of(
            "a/main/log",
            Map.of(
                    labels("a", "Agent", "desk"), 10.0,
                    labels("b", "Agent", "desk"), 10.0,
                    labels("b", "SubAgent", "help"), 10.0),
            "a/main/team",
            Map.of(labels("b", "Agent", "desk"), 10.0, labels("b", "SubAgent", "help"), 10.0),
            "a/main/research",
            Map.of(labels("c", "SubAgent", "help"), 10.0),
            "a/main/rest",
            Map.of(labels("c", "Agent", "desk"), 11.0));

    private static String labels(String namespace, String kind, String name) {
        return "k8s_namespace_name=\"%s\", vivarium_kind=\"%s\", vivarium_name=\"%s\"".formatted(namespace, kind, name);
    }

    /** 12 US dollars an hour. */
    private static Map<String, Object> series(String agent) {
        return Map.of(
                "series", "vivarium_llm_cost_usd_total{" + agent + ", k8s_pod_name=\"pod\"}", "values", "0+0.05x240");
    }

    private static Map<String, Object> query(String expression, Map<String, Double> values) {
        return Map.of(
                // Rounded: a rate is not exact.
                "expr",
                "round(" + expression + ", 0.01)",
                "eval_time",
                "30m",
                "exp_samples",
                values.entrySet().stream()
                        .map(value -> Map.of("labels", "{" + value.getKey() + "}", "value", value.getValue()))
                        .toList());
    }

    private static List<String> expressions(GrafanaRules.Rule rule) {
        return ((List<?>) rule.content().get("data"))
                .stream()
                        .map(query -> (Map<?, ?>) ((Map<?, ?>) query).get("model"))
                        .filter(model -> model.containsKey("expr"))
                        .map(model -> (String) model.get("expr"))
                        .toList();
    }

    private static List<GrafanaRules.Rule> rules(String manifests) {
        return new GrafanaRules(input(manifests))
                .groups().values().stream().flatMap(List::stream).toList();
    }

    private static StackInput input(String yaml) {
        var manifests = Manifests.parse(yaml);
        return StackInput.resolve(
                manifests.only(ObservabilityStack.class), manifests, StackCase.SETTINGS, StackCase.EVERYWHERE);
    }

    private static Path golden(String name) {
        return StackCase.named(name).directory().resolve("input.yaml");
    }

    private Program.Result promtool(String... arguments) throws IOException, InterruptedException {
        return Program.find("promtool", directory).run(Map.of(), arguments);
    }
}
