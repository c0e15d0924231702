package dev.vivarium.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.operator.integration.GrafanaAlertRuleGroup;
import dev.vivarium.operator.integration.GrafanaMuteTiming;
import dev.vivarium.operator.testkit.ApiServer;
import dev.vivarium.operator.testkit.Definitions;
import dev.vivarium.operator.testkit.RunningOperator;
import dev.vivarium.operator.testkit.Sandbox;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stacks whose alert rules Grafana evaluates. */
@ExtendWith(ApiServer.class)
class GrafanaAlertingIT {
    private static final String STACK = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: stack}
            spec:
              alerting: {evaluator: Grafana}
              grafana: {mode: %s}
              notifications:
                contactPoints: [{name: team, webhook: {url: "https://hooks.example/team"}}]
                muteTimes: [{name: nights, weekdays: [sunday]}]
            """;
    private static final String AGENT = """
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata: {name: guest}
            spec:
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              transport: {mode: Http}
              alerts: {costPerHour: {threshold: "%s", severity: critical, for: 2m}}
            """;
    private static final String SECRET = "stack-grafana-alerting";
    private static final String OWN_RULE = "VivariumCostPerHour, critical for 2m";

    /** A stack that goes waits until a sidecar has seen that its rules are to go. */
    private static final Duration GOING = Sandbox.SOON.multipliedBy(3);

    private static ApiServer.Instance server;
    private static Definitions grafanaOperator;
    private static RunningOperator operator;

    private Sandbox sandbox;

    @BeforeAll
    static void start(ApiServer.Instance instance) throws IOException, InterruptedException {
        server = instance;
        grafanaOperator = Definitions.of("grafana-operator", server.client());
        operator = new RunningOperator(instance);
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    @BeforeEach
    void createNamespace() {
        sandbox = new Sandbox(server.client());
    }

    @AfterEach
    void cleanUp() {
        deleteStack();
        grafanaOperator.uninstall(server.client());
        sandbox.close();
    }

    private void deleteStack() {
        sandbox.end(ObservabilityStack.class, "stack", GOING);
    }

    @Test
    void grafanaOperatorGetsTheRulesAndPrometheusWhatTheyAskFor() {
        grafanaOperator.install(server.client());
        sandbox.apply(STACK.formatted("GrafanaOperator"));
        await("rules of the stack").atMost(Sandbox.SOON).untilAsserted(() -> {
            assertThat(groups())
                    .contains("VivariumCostPerHour", "VivariumTelemetryAbsent")
                    .contains("receiver=" + sandbox.namespace() + "/stack/team");
            assertThat(sandbox.list(GrafanaMuteTiming.class)).hasSize(1);
            assertThat(prometheusRules())
                    .contains("record: vivarium_agent:llm_cost_usd")
                    .doesNotContain("- alert:");
            assertThat(sandbox.get(StatefulSet.class, "stack-prometheus")).isNotNull();
        });
        assertThat(sandbox.get(StatefulSet.class, "stack-alertmanager")).isNull();

        sandbox.apply(AGENT.formatted("3.21"));
        await("the agent's own rule")
                .atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(groups()).contains(OWN_RULE));

        sandbox.apply(AGENT.formatted("6.54"));
        await("the agent's new threshold")
                .atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(prometheusRules()).contains("vector(6.54)"));
        assertThat(groups()).contains(OWN_RULE).doesNotContain("6.54");

        sandbox.delete(Agent.class, "guest");
        await("the end of the agent's rule")
                .atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(groups()).doesNotContain(OWN_RULE));

        evaluate("Prometheus");
        await("alerts of Prometheus, and none of Grafana").atMost(Sandbox.SOON).untilAsserted(() -> {
            assertThat(sandbox.list(GrafanaAlertRuleGroup.class)).isEmpty();
            assertThat(sandbox.list(GrafanaMuteTiming.class)).isEmpty();
            assertThat(prometheusRules()).contains("- alert: VivariumCostPerHour");
            assertThat(sandbox.get(StatefulSet.class, "stack-alertmanager")).isNotNull();
        });
    }

    @Test
    void aSidecarIsToldOfTheRulesThatAreGone() {
        sandbox.apply(STACK.formatted("Sidecar") + "  alertDefaults: {costPerHour: {enabled: true}}\n");
        awaitFile(
                file -> assertThat(file).contains("title: VivariumCostPerHour").doesNotContain("deleteRules"));
        var uid = uidOf("VivariumCostPerHour");

        sandbox.patch(
                ObservabilityStack.class,
                "stack",
                "{\"spec\": {\"alertDefaults\": {\"costPerHour\": {\"enabled\": false}}}}");
        awaitFile(file -> {
            assertThat(file).doesNotContain("title: VivariumCostPerHour");
            assertThat(deletions(file)).contains(uid);
        });

        evaluate("Prometheus");
        awaitFile(file -> {
            assertThat(file).doesNotContain("groups:");
            assertThat(deletions(file)).contains(uid, "vivarium-telemetryabsent-");
        });

        evaluate("Grafana");
        awaitFile(file -> {
            assertThat(file).contains("title: VivariumTelemetryAbsent");
            assertThat(deletions(file)).contains(uid).doesNotContain("vivarium-telemetryabsent-");
        });
    }

    @Test
    void aStackThatGoesHasItsRulesDeletedFirst() {
        sandbox.apply(STACK.formatted("Sidecar"));
        awaitFile(file -> assertThat(file).contains("title: VivariumCostPerHour"));
        var uid = uidOf("VivariumCostPerHour");
        var version = sandbox.get(Secret.class, SECRET).getMetadata().getResourceVersion();
        var files = new CopyOnWriteArrayList<String>();
        // Every state in turn, since a test that looks now and then might miss one.
        var watch = server.client()
                .secrets()
                .inNamespace(sandbox.namespace())
                .withName(SECRET)
                // Without a version the API server asks its storage for what etcd 3.4 cannot tell.
                .watch(new ListOptionsBuilder().withResourceVersion(version).build(), new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, Secret secret) {
                        files.add(file(secret));
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        files.add("the watch was closed: " + cause);
                    }
                });
        try {
            deleteStack();

            await("deletions")
                    .atMost(Sandbox.SOON)
                    .untilAsserted(() -> assertThat(files).anySatisfy(file -> {
                        assertThat(file).doesNotContain("groups:");
                        assertThat(deletions(file)).contains(uid);
                    }));
        } finally {
            watch.close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "grafana: {mode: None} | needs a Grafana",
                "notifications: {contactPoints: [{name: raw, receiverSecretRef: {name: a, key: b}}]} | which Grafana does not know"
            })
    void whatGrafanaCannotDoIsRefused(String part, String message) {
        var manifest = """
                apiVersion: vivarium.dev/v1alpha1
                kind: ObservabilityStack
                metadata: {name: stack}
                spec:
                  alerting: {evaluator: Grafana}
                  %s
                """.formatted(part);

        assertThatThrownBy(() -> sandbox.apply(manifest))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(message);
        sandbox.apply(manifest.replace("evaluator: Grafana", "evaluator: Prometheus"));
    }

    private void evaluate(String evaluator) {
        sandbox.patch(
                ObservabilityStack.class,
                "stack",
                "{\"spec\": {\"alerting\": {\"evaluator\": \"" + evaluator + "\"}}}");
    }

    private void awaitFile(java.util.function.Consumer<String> assertion) {
        await("the file of the sidecar").atMost(Sandbox.SOON).untilAsserted(() -> {
            var secret = sandbox.get(Secret.class, SECRET);
            assertThat(secret).isNotNull();
            assertThat(secret.getMetadata().getLabels()).containsEntry("grafana_alert", "1");
            assertion.accept(file(secret));
        });
    }

    private String uidOf(String title) {
        var lines = List.of(file(sandbox.get(Secret.class, SECRET)).split("\n"));
        var line = lines.stream().map(String::strip).toList().indexOf("title: " + title);
        return lines.get(line - 1).strip().replace("- uid: ", "");
    }

    private static String deletions(String file) {
        var begin = file.indexOf("deleteRules:");
        return begin < 0 ? "" : file.substring(begin);
    }

    private static String file(Secret secret) {
        return secret.getData().values().stream()
                .map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))
                .collect(Collectors.joining());
    }

    private String groups() {
        return sandbox.list(GrafanaAlertRuleGroup.class).stream()
                .map(group -> group.getSpec().toString())
                .collect(Collectors.joining());
    }

    private String prometheusRules() {
        return sandbox.list(ConfigMap.class).stream()
                .filter(map -> map.getMetadata().getName().startsWith("stack-prometheus-rules-"))
                .flatMap(map -> map.getData().values().stream())
                .collect(Collectors.joining());
    }
}
