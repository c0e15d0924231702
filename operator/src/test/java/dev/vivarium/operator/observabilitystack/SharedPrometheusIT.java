package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.operator.testkit.Manifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two stacks whose rules one Prometheus has: each alert is about an agent of the stack, and has its limit. */
class SharedPrometheusIT {
    private static final String STACK = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: %1$s, namespace: %1$s, uid: 5b0d9f6e-0000-4000-8000-000000000011}
            spec:
              prometheus: {mode: PrometheusOperator}
              grafana: {mode: None}
              alertDefaults: {costPerHour: {threshold: "%2$s", severity: %3$s, for: 1m}}
            """;
    private static final String AGENT = """
            ---
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata: {name: %2$s, namespace: %1$s}
            spec:
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              transport: {mode: Http}
            """;
    private static final String TEST = """
            rule_files: [%s]
            evaluation_interval: 15s
            tests:
            - interval: 15s
              input_series:
              # 12 USD/h each, and 240 USD/h
              - series: vivarium_llm_cost_usd_total{k8s_namespace_name="one",vivarium_kind="Agent",vivarium_name="desk",k8s_pod_name="desk-1"}
                values: 0+0.05x240
              - series: vivarium_llm_cost_usd_total{k8s_namespace_name="two",vivarium_kind="Agent",vivarium_name="desk",k8s_pod_name="desk-1"}
                values: 0+0.05x240
              - series: vivarium_llm_cost_usd_total{k8s_namespace_name="two",vivarium_kind="Agent",vivarium_name="big",k8s_pod_name="big-1"}
                values: 0+1x240
              alert_rule_test:
              - eval_time: 30m
                alertname: VivariumCostPerHour
                exp_alerts:
                - exp_labels: {agent: desk, kind: Agent, namespace: one, severity: warning, stack: one, stack_namespace: one}
                  exp_annotations:
                    summary: Agent one/desk spends 12.00 USD/h, more than 10.00 USD/h.
                    description: "The model calls of the last ten minutes cost so much that an hour of it would exceed the limit. Now: 12.00 USD/h. Limit: 10.00 USD/h."
                    runbook_url: https://runbooks.example/vivariumcostperhour.md
                - exp_labels: {agent: big, kind: Agent, namespace: two, severity: critical, stack: two, stack_namespace: two}
                  exp_annotations:
                    summary: Agent two/big spends 240.00 USD/h, more than 100.00 USD/h.
                    description: "The model calls of the last ten minutes cost so much that an hour of it would exceed the limit. Now: 240.00 USD/h. Limit: 100.00 USD/h."
                    runbook_url: https://runbooks.example/vivariumcostperhour.md
            """;

    @TempDir
    private Path directory;

    @Test
    void eachStacksAlertsAreAboutItsOwnAgentsWithItsOwnLimits() throws IOException, InterruptedException {
        var result = test(one().rulesAsLoaded(), two().rulesAsLoaded());

        assertThat(result.exitCode()).as(result.output()).isZero();
        assertThat(result.output()).contains("SUCCESS");
    }

    /** Or the test above would prove nothing. */
    @Test
    void withoutTheLabelsOfTheStackTheyWouldNotBe() throws IOException, InterruptedException {
        assertThat(test(one().rules(), two().rules()).exitCode()).isNotZero();
    }

    private static StackInput one() {
        return input(STACK.formatted("one", "10", "warning") + AGENT.formatted("one", "desk"));
    }

    private static StackInput two() {
        return input(STACK.formatted("two", "100", "critical")
                + AGENT.formatted("two", "desk")
                + AGENT.formatted("two", "big"));
    }

    private Program.Result test(SortedMap<String, String> first, SortedMap<String, String> second)
            throws IOException, InterruptedException {
        var files = new ArrayList<>(write("one", first));
        files.addAll(write("two", second));
        var file = Files.writeString(
                directory.resolve("test.yaml"), TEST.formatted(files.stream().collect(Collectors.joining(", "))));
        return Program.find("promtool", directory).run(Map.of(), "test", "rules", file.toString());
    }

    /** Thresholds before what reads them, as promtool evaluates files in their order. */
    private List<String> write(String stack, SortedMap<String, String> rules) throws IOException {
        var names = new ArrayList<String>();
        for (var rule : rules.entrySet()) {
            var name = stack + "-" + rule.getKey();
            Files.writeString(directory.resolve(name), rule.getValue());
            names.add(name);
        }
        return names;
    }

    private static StackInput input(String yaml) {
        var manifests = Manifests.parse(yaml);
        return StackInput.resolve(
                manifests.only(ObservabilityStack.class), manifests, StackCase.SETTINGS, StackCase.EVERYWHERE);
    }
}
