package dev.vivarium.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.AlertsStatus;
import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.SpendPeriod;
import dev.vivarium.api.v1alpha1.SpendStatus;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.api.v1alpha1.TargetsStatus;
import dev.vivarium.operator.observabilitystack.RunningPrometheus;
import dev.vivarium.operator.observabilitystack.SpentSeries;
import dev.vivarium.operator.testkit.Sandbox;
import dev.vivarium.operator.testkit.StackSandbox;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a real Prometheus says, in the status of resources on a real API server. The test is who runs that Prometheus: it mounts the rules. */
class PrometheusStatusIT {
    private static final String MANIFESTS = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: stack}
            spec:
              collector: {mode: External, endpoint: "http://collector.example:4318"}
              prometheus: {mode: External, url: "%s"}
              alertmanager: {mode: External, url: "http://alerts.example"}
              grafana: {mode: None}
              alertDefaults: {telemetryAbsent: {for: 1s}}
            ---
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata: {name: desk}
            spec:
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              transport: {mode: Http}
            ---
            apiVersion: vivarium.dev/v1alpha1
            kind: SubAgent
            metadata: {name: helper}
            spec:
              description: Helps.
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              transport: {mode: Http}
            """;
    private static final String TARGETS =
            "[{targets: [SELF], labels: {k8s_namespace_name: %1$s, vivarium_kind: Agent, vivarium_name: desk, container: agent}},"
                    + " {targets: [SELF], labels: {k8s_namespace_name: %1$s, vivarium_kind: SubAgent, vivarium_name: helper, container: agent}}]";
    private static final String SAMPLES = """
            groups:
            - name: samples
              rules:
              - record: vivarium_agent_turns_total
                expr: vector(1)
                labels: {k8s_namespace_name: %s, vivarium_kind: Agent, vivarium_name: desk, k8s_pod_name: desk-1}
            """;

    @RegisterExtension
    private static final StackSandbox STACK_SANDBOX = new StackSandbox(Clock.fixed(SpentSeries.NOON, ZoneOffset.UTC));

    @TempDir
    private Path directory;

    private Sandbox sandbox;

    @BeforeEach
    void useSandbox() {
        sandbox = STACK_SANDBOX.get();
    }

    @Test
    void statusSaysWhatPrometheusSaysAndKeepsItWhenPrometheusIsGone() throws IOException, InterruptedException {
        try (var prometheus =
                new RunningPrometheus(directory, spent(), "vivarium", TARGETS.formatted(sandbox.namespace()))) {
            sandbox.apply(MANIFESTS.formatted(prometheus.uri()));
            sandbox.awaitCondition(
                    "ObservabilityStack", "stack", "AlertRulesProgrammed", ConditionStatus.FALSE, "RulesPending");
            sandbox.awaitCondition("Agent", "desk", "AlertRulesProgrammed", ConditionStatus.FALSE, "RulesPending");

            awaitLoaded(prometheus);

            sandbox.awaitCondition(
                    "ObservabilityStack", "stack", "AlertRulesProgrammed", ConditionStatus.TRUE, "RulesLoaded");
            sandbox.awaitCondition("SubAgent", "helper", "AlertRulesProgrammed", ConditionStatus.TRUE, "RulesLoaded");
            sandbox.awaitCondition("Agent", "desk", "TelemetryReady", ConditionStatus.TRUE, "Ready");
            sandbox.awaitCondition(
                    "ObservabilityStack", "stack", "TelemetryReady", ConditionStatus.FALSE, "NoSamplesReceived");
            awaitFigures();

            // Rules that somebody takes away are missed.
            prometheus.load(Map.of("samples.yaml", SAMPLES.formatted(sandbox.namespace())));
            sandbox.awaitCondition("Agent", "desk", "AlertRulesProgrammed", ConditionStatus.FALSE, "RulesPending");
            awaitLoaded(prometheus);

            // So are those of a newer spec, until they are loaded too.
            sandbox.patch(
                    Agent.class, "desk", "{\"spec\": {\"alerts\": {\"costPerHour\": {\"threshold\": \"3.21\"}}}}");
            sandbox.awaitCondition("Agent", "desk", "AlertRulesProgrammed", ConditionStatus.FALSE, "RulesPending");
            awaitLoaded(prometheus);
            awaitFigures();
        }

        for (var kind : Map.of("Agent", "desk", "SubAgent", "helper", "ObservabilityStack", "stack")
                .entrySet()) {
            for (var type : List.of("TelemetryReady", "AlertRulesProgrammed")) {
                var condition = sandbox.awaitCondition(
                        kind.getKey(), kind.getValue(), type, ConditionStatus.UNKNOWN, "PrometheusUnreachable");
                assertThat(condition.message()).contains("does not answer");
            }
        }
        assertFigures();
    }

    private void awaitFigures() {
        await("figures").atMost(Sandbox.SOON).untilAsserted(this::assertFigures);
    }

    private void assertFigures() {
        var desk = sandbox.get(Agent.class, "desk").getStatus();
        assertThat(desk.targets()).isEqualTo(new TargetsStatus(1, 0));
        assertThat(desk.alerts()).isEqualTo(new AlertsStatus(0, List.of()));
        assertThat(desk.spend()).isEqualTo(spend("7.20"));
        var helper = sandbox.get(SubAgent.class, "helper").getStatus();
        assertThat(helper.targets()).isEqualTo(new TargetsStatus(1, 0));
        assertThat(helper.alerts()).isEqualTo(new AlertsStatus(1, List.of("VivariumTelemetryAbsent")));
        assertThat(helper.spend()).isEqualTo(spend("0.0025"));
        var stack = sandbox.get(ObservabilityStack.class, "stack").getStatus();
        assertThat(stack.targets()).isEqualTo(new TargetsStatus(2, 0));
        assertThat(stack.alerts()).isEqualTo(new AlertsStatus(1, List.of("VivariumTelemetryAbsent")));
        assertThat(stack.spend()).isEqualTo(spend("7.2025"));
    }

    private static SpendStatus spend(String usd) {
        return new SpendStatus(SpendPeriod.DAY, "2026-01-15T00:00:00Z", usd);
    }

    private String spent() {
        return new SpentSeries()
                .pod(sandbox.namespace(), "Agent", "desk", "desk-1", -60, 721, minute -> 0.01 * (minute + 60))
                .pod(sandbox.namespace(), "SubAgent", "helper", "helper-1", 300, 310, minute -> 0.0025)
                .toString();
    }

    private Map<String, String> rules() {
        var files = new HashMap<String, String>();
        for (var map : sandbox.list(ConfigMap.class)) {
            var name = map.getMetadata().getName();
            if (name.startsWith("stack-prometheus-rules-")) {
                map.getData().forEach((file, content) -> files.put(name + "-" + file, content));
            }
        }
        files.put("samples.yaml", SAMPLES.formatted(sandbox.namespace()));
        return files;
    }

    /** The operator may be about to write some of the files: they are mounted as they are until Prometheus has those that it should. */
    private void awaitLoaded(RunningPrometheus prometheus) {
        var mounted = new AtomicReference<Map<String, String>>(Map.of());
        await("rules that are loaded").atMost(Sandbox.SOON).untilAsserted(() -> {
            var now = rules();
            if (!now.equals(mounted.get())) {
                prometheus.load(now);
                mounted.set(now);
            }
            assertThat(sandbox.get(Agent.class, "desk").getStatus().conditions())
                    .anySatisfy(condition -> {
                        assertThat(condition.type()).isEqualTo("AlertRulesProgrammed");
                        assertThat(condition.status()).isEqualTo(ConditionStatus.TRUE);
                    });
        });
    }
}
