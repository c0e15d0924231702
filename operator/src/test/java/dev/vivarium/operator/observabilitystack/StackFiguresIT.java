package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.PrometheusMode;
import dev.vivarium.operator.integration.PrometheusRule;
import dev.vivarium.operator.observation.Figures;
import dev.vivarium.operator.observation.PollTarget;
import dev.vivarium.operator.observation.PrometheusAccess;
import dev.vivarium.operator.observation.RulesSeen;
import dev.vivarium.operator.observation.Spend;
import dev.vivarium.operator.observation.StackObservation;
import dev.vivarium.operator.observation.StackObserver;
import dev.vivarium.operator.observation.TelemetryObservation;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.testkit.BriefIntervals;
import dev.vivarium.operator.testkit.Manifests;
import dev.vivarium.operator.testkit.Sandbox;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the real Prometheus answers to the operator's questions, with the rules as a stack gives them in each of its modes. */
class StackFiguresIT {
    private static final LocalDate DAY = LocalDate.ofInstant(SpentSeries.MIDNIGHT, ZoneOffset.UTC);

    private static final String MANIFESTS = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: main, namespace: team, uid: 5b0d9f6e-0000-4000-8000-000000000021}
            spec:
              prometheus: %s
              alertmanager: {mode: External, url: "http://alerts.example"}
              grafana: {mode: None}
              alertDefaults: {telemetryAbsent: {for: 1s}}
            """;
    private static final String AGENT = """
            ---
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata: {name: %s, namespace: team}
            spec:
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              transport: {mode: Http}
            """;
    private static final String TARGETS = """
            [{targets: [SELF], labels: {k8s_namespace_name: team, vivarium_kind: ObservabilityStack, vivarium_name: main, container: collector}},
             {targets: [SELF], labels: {k8s_namespace_name: team, vivarium_kind: Agent, vivarium_name: desk, container: agent}},
             {targets: ["127.0.0.1:1"], labels: {k8s_namespace_name: team, vivarium_kind: Agent, vivarium_name: away, container: agent}}]
            """;

    /** Of the agent desk, and an alert of another stack, which has an agent of that name. */
    private static final String SAMPLES = """
            groups:
            - name: samples
              rules:
              - record: vivarium_agent_turns_total
                expr: vector(1)
                labels: {k8s_namespace_name: team, vivarium_kind: Agent, vivarium_name: desk, k8s_pod_name: desk-1}
            """;

    private static final String OTHER_STACK = """
            groups:
            - name: others
              rules:
              - alert: VivariumCostPerHour
                expr: vector(1)
                labels: {namespace: team, kind: Agent, agent: desk, severity: warning, stack: other, stack_namespace: team}
            """;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {"{mode: Managed}", "{mode: PrometheusOperator}", "{mode: External, url: 'http://x.example'}"})
    void figuresAreThoseOfPrometheus(String mode) throws IOException, InterruptedException {
        var input = input(mode);
        var children = StackChildren.of(input, () -> "");
        var pool = input.spec().prometheus().mode() == PrometheusMode.PROMETHEUS_OPERATOR
                ? PrometheusOperatorChildren.scrapePool(input)
                : PrometheusConfig.JOB;
        try (var client = new KubernetesClientBuilder().build();
                var observer =
                        StackObserver.of(client, Clock.fixed(SpentSeries.NOON, ZoneOffset.UTC), BriefIntervals.get());
                var prometheus = new RunningPrometheus(directory, spent(), pool, TARGETS)) {
            var target = new PollTarget(
                    input.id(),
                    new PrometheusAccess(prometheus.uri(), new TreeMap<>(), pool, !input.ownsPrometheus()),
                    children.ruleMarkers(),
                    true,
                    input.served().budgets(),
                    input.served().resources(input.spec().alertDefaults()));
            observer.watch(target);
            await("an answer")
                    .atMost(Sandbox.SOON)
                    .until(() -> rules(observer, "desk"), Optional.of(RulesSeen.State.PENDING)::equals);

            prometheus.load(rules(children, input.ownsPrometheus()));

            await("the rules")
                    .atMost(Sandbox.SOON)
                    .until(() -> rules(observer, "desk"), Optional.of(RulesSeen.State.LOADED)::equals);
            await("figures").atMost(Sandbox.SOON).untilAsserted(() -> {
                var desk = figures(observer, "desk");
                // 0.01 a minute since midnight, and what the new pod spent.
                assertThat(desk).isEqualTo(new Figures(1, 0, 0, List.of(), spend("8.9")));
                assertThat(figures(observer, "away"))
                        .isEqualTo(new Figures(0, 1, 1, List.of("VivariumTelemetryAbsent"), spend("1")));
                assertThat(figures(observer, "gone"))
                        .isEqualTo(new Figures(0, 0, 1, List.of("VivariumTelemetryAbsent"), spend("0")));
                var stack = observer.latest(input.id())
                        .flatMap(StackObservation::figures)
                        .orElseThrow(AssertionError::new);
                assertThat(stack.targetsUp()).isEqualTo(2);
                assertThat(stack.targetsDown()).isEqualTo(1);
                assertThat(stack.alertsFiring()).isEqualTo(3);
                assertThat(stack.alertNames()).containsExactly("VivariumTelemetryAbsent");
                // Its counter began anew: the one amount that is an estimate.
                var restarted = figures(observer, "restarted")
                        .spend()
                        .orElseThrow(AssertionError::new)
                        .usd();
                assertThat(restarted).isBetween(new BigDecimal("0.99"), new BigDecimal("1.01"));
                assertThat(observer.latest(input.id())
                                .flatMap(StackObservation::figures)
                                .flatMap(Figures::spend))
                        .contains(new Spend(DAY, new BigDecimal("9.9").add(restarted)));
                assertThat(observer.latest(input.id())
                                .map(StackObservation::silent)
                                .orElseThrow())
                        .extracting(resource -> resource.name().name())
                        .containsExactlyInAnyOrder("away", "gone", "restarted");
            });
        }
    }

    private static Figures figures(StackObserver observer, String agent) {
        return telemetry(observer, agent).flatMap(TelemetryObservation::figures).orElseThrow(AssertionError::new);
    }

    private static Optional<RulesSeen.State> rules(StackObserver observer, String agent) {
        return telemetry(observer, agent).flatMap(TelemetryObservation::rules).map(RulesSeen::state);
    }

    private static Optional<TelemetryObservation> telemetry(StackObserver observer, String agent) {
        return observer.latest(new NamespacedName("team", "main"), "Agent", new NamespacedName("team", agent));
    }

    private static Optional<Spend> spend(String usd) {
        return Optional.of(new Spend(DAY, new BigDecimal(usd)));
    }

    private static StackInput input(String mode) {
        var yaml = new StringBuilder(MANIFESTS.formatted(mode));
        List.of("desk", "away", "gone", "restarted").forEach(name -> yaml.append(AGENT.formatted(name)));
        var manifests = Manifests.parse(yaml.toString());
        return StackInput.resolve(
                manifests.only(ObservabilityStack.class), manifests, StackCase.SETTINGS, StackCase.EVERYWHERE);
    }

    /** The rule files as whoever runs Prometheus gets them, and what stands for samples. */
    private static Map<String, String> rules(StackChildren children, boolean owned) throws IOException {
        var files = new HashMap<String, String>();
        for (var child : children.objects()) {
            var name = child.getMetadata().getName();
            if (child instanceof ConfigMap map && name.contains("-rules-")) {
                map.getData().forEach((file, content) -> files.put(name + "-" + file, content));
            } else if (child instanceof PrometheusRule rule) {
                files.put(name + ".yaml", new YAMLMapper().writeValueAsString(rule.getSpec()));
            }
        }
        assertThat(files).isNotEmpty();
        files.put("samples.yaml", SAMPLES);
        if (!owned) {
            files.put("others.yaml", OTHER_STACK);
        }
        return files;
    }

    private static String spent() {
        return new SpentSeries()
                // There since the evening before, when it had spent 1.20.
                .pod("team", "Agent", "desk", "desk-1", -120, 721, minute -> 0.01 * (minute + 120))
                // First seen when it had spent 0.50 already, and gone an hour later.
                .pod("team", "Agent", "desk", "desk-2", 600, 661, minute -> 0.5 + 0.02 * (minute - 600))
                // Prometheus was away around midnight.
                .pod("team", "Agent", "away", "away-1", -60, -20, minute -> 2)
                .pod("team", "Agent", "away", "away-1", 20, 721, minute -> 3)
                .pod("team", "Agent", "gone", "gone-1", -60, -10, minute -> 5)
                .pod(
                        "team",
                        "Agent",
                        "restarted",
                        "restarted-1",
                        -60,
                        721,
                        minute -> minute < 360 ? 4 : (minute - 360) / 360)
                // Of another stack in the same Prometheus.
                .pod("other", "Agent", "desk", "desk-1", 10, 721, minute -> minute)
                .toString();
    }
}
