package dev.vivarium.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.TestNotificationStatus;
import dev.vivarium.operator.integration.AlertmanagerRouting;
import dev.vivarium.operator.integration.GrafanaContactPoint;
import dev.vivarium.operator.integration.GrafanaDashboard;
import dev.vivarium.operator.integration.GrafanaDatasource;
import dev.vivarium.operator.integration.GrafanaFolder;
import dev.vivarium.operator.integration.PodMonitor;
import dev.vivarium.operator.integration.PrometheusRule;
import dev.vivarium.operator.testkit.ApiServer;
import dev.vivarium.operator.testkit.Definitions;
import dev.vivarium.operator.testkit.RunningOperator;
import dev.vivarium.operator.testkit.Sandbox;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Stacks that work through Prometheus Operator and Grafana Operator, with the definitions that those publish. */
@ExtendWith(ApiServer.class)
class IntegrationsIT {
    private static final String STACK = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: %s}
            spec:
              prometheus: {mode: PrometheusOperator, labels: {release: monitoring}}
              grafana: {mode: GrafanaOperator}
              notifications: {contactPoints: [{name: team, webhook: {url: "https://hooks.example/team"}}]}
            """;
    private static final String MANAGED = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: %s}
            spec: {}
            """;
    private static final String AGENT = """
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata: {name: guest}
            spec:
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              transport: {mode: Http}
              alerts: {costPerHour: {threshold: "3.21"}}
            """;
    private static final String SECRET = """
            apiVersion: v1
            kind: Secret
            metadata: {name: mine}
            stringData: {receiver: "%s"}
            """;
    private static final List<Class<? extends HasMetadata>> OF_PROMETHEUS =
            List.of(PodMonitor.class, PrometheusRule.class, AlertmanagerRouting.class);
    private static final List<Class<? extends HasMetadata>> OF_GRAFANA =
            List.of(GrafanaFolder.class, GrafanaDatasource.class, GrafanaDashboard.class, GrafanaContactPoint.class);

    private static ApiServer.Instance server;
    private static Definitions prometheusOperator;
    private static Definitions grafanaOperator;
    private static RunningOperator operator;

    private Sandbox sandbox;

    @BeforeAll
    static void start(ApiServer.Instance instance) throws IOException, InterruptedException {
        server = instance;
        prometheusOperator = Definitions.of("prometheus-operator", server.client());
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
        sandbox.list(ObservabilityStack.class)
                .forEach(stack -> sandbox.delete(
                        ObservabilityStack.class, stack.getMetadata().getName()));
        await("the end of the stacks")
                .atMost(Sandbox.SOON)
                .until(() -> sandbox.list(ObservabilityStack.class).isEmpty());
        prometheusOperator.uninstall(server.client());
        grafanaOperator.uninstall(server.client());
        sandbox.close();
    }

    @Test
    void whatIsMissingIsToldAndFollowsWhenItIsInstalled() {
        sandbox.apply(STACK.formatted("stack"));
        assertThat(missing("stack", "PrometheusOperatorMissing"))
                .contains("PodMonitor (monitoring.coreos.com/v1)", "install Prometheus Operator")
                .contains("GrafanaDashboard (grafana.integreatly.org/v1beta1)", "install Grafana Operator");
        assertThat(sandbox.await(StatefulSet.class, "stack-collector")).isNotNull();

        prometheusOperator.install(server.client());
        assertThat(missing("stack", "GrafanaOperatorMissing")).doesNotContain("Prometheus Operator");
        assertThat(OF_PROMETHEUS)
                .allSatisfy(kind -> assertThat(sandbox.list(kind)).isNotEmpty());

        grafanaOperator.install(server.client());
        sandbox.awaitProgrammed("ObservabilityStack", "stack");
        assertThat(OF_GRAFANA).allSatisfy(kind -> assertThat(sandbox.list(kind)).isNotEmpty());
    }

    @Test
    void definitionsThatGoAwayTakeNothingElseAlong() {
        installAll();
        sandbox.apply(STACK.formatted("stack"));
        sandbox.awaitProgrammed("ObservabilityStack", "stack");

        prometheusOperator.uninstall(server.client());
        missing("stack", "PrometheusOperatorMissing");
        sandbox.apply(STACK.formatted("another"));
        missing("another", "PrometheusOperatorMissing");
        sandbox.patch(
                ObservabilityStack.class,
                "another",
                "{\"spec\": {\"prometheus\": {\"mode\": null, \"labels\": null}}}");
        sandbox.awaitProgrammed("ObservabilityStack", "another");

        prometheusOperator.install(server.client());
        sandbox.awaitProgrammed("ObservabilityStack", "stack");
        assertThat(OF_PROMETHEUS)
                .allSatisfy(kind -> assertThat(sandbox.list(kind)).isNotEmpty());
        sandbox.assertRecreated(PodMonitor.class, "stack-prometheus");
    }

    @Test
    void anotherModeLeavesNothingOfTheEarlierOneBehind() {
        installAll();
        sandbox.apply(MANAGED.formatted("stack"));
        sandbox.awaitProgrammed("ObservabilityStack", "stack");
        assertThat(sandbox.get(StatefulSet.class, "stack-prometheus")).isNotNull();
        assertThat(configMaps()).anyMatch(name -> name.startsWith("stack-dashboard-"));
        var asFresh = configMaps();

        sandbox.apply(STACK.formatted("stack"));
        await("the objects of both operators").atMost(Sandbox.SOON).untilAsserted(() -> {
            assertThat(OF_PROMETHEUS)
                    .allSatisfy(kind -> assertThat(sandbox.list(kind)).isNotEmpty());
            assertThat(OF_GRAFANA)
                    .allSatisfy(kind -> assertThat(sandbox.list(kind)).isNotEmpty());
            assertThat(configMaps()).containsExactly("stack-collector");
            assertThat(sandbox.get(StatefulSet.class, "stack-prometheus")).isNull();
            assertThat(sandbox.get(StatefulSet.class, "stack-alertmanager")).isNull();
        });

        sandbox.patch(ObservabilityStack.class, "stack", "{\"spec\": {\"prometheus\": null, \"grafana\": null}}");
        await("a managed stack as it was").atMost(Sandbox.SOON).untilAsserted(() -> {
            assertThat(OF_PROMETHEUS)
                    .allSatisfy(kind -> assertThat(sandbox.list(kind)).isEmpty());
            assertThat(OF_GRAFANA)
                    .allSatisfy(kind -> assertThat(sandbox.list(kind)).isEmpty());
            assertThat(configMaps()).containsExactlyInAnyOrderElementsOf(asFresh);
            assertThat(sandbox.get(StatefulSet.class, "stack-prometheus")).isNotNull();
        });
    }

    @Test
    void otherGrafanasGetOtherObjects() {
        installAll();
        sandbox.apply(STACK.formatted("stack"));
        sandbox.awaitProgrammed("ObservabilityStack", "stack");
        var before = sandbox.list(GrafanaFolder.class).getFirst().getMetadata().getName();

        sandbox.patch(
                ObservabilityStack.class,
                "stack",
                "{\"spec\": {\"grafana\": {\"instanceLabels\": {\"team\": \"a\"}}}}");

        await("a folder for the others")
                .atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(sandbox.list(GrafanaFolder.class))
                        .singleElement()
                        .satisfies(folder -> {
                            assertThat(folder.getMetadata().getName()).isNotEqualTo(before);
                            assertThat(folder.getSpec().get("instanceSelector"))
                                    .isEqualTo(Map.of("matchLabels", Map.of("team", "a")));
                        }));
        sandbox.awaitProgrammed("ObservabilityStack", "stack");
    }

    @Test
    void editsAreRepairedAndWhatIsAsItShouldIsNotWritten() {
        installAll();
        sandbox.apply(STACK.formatted("stack"));
        sandbox.awaitProgrammed("ObservabilityStack", "stack");
        var dashboards = versions(GrafanaDashboard.class);
        var rules = versions(PrometheusRule.class);
        sandbox.assertRecreated(AlertmanagerRouting.class, "stack-alertmanager");

        sandbox.patch(
                PodMonitor.class, "stack-prometheus", "{\"spec\": {\"podMetricsEndpoints\": [{\"port\": \"other\"}]}}");

        await("repair")
                .atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(sandbox.get(PodMonitor.class, "stack-prometheus")
                                .getSpec()
                                .toString())
                        .contains("honorLabels=true")
                        .doesNotContain("other"));
        assertThat(versions(GrafanaDashboard.class)).isEqualTo(dashboards);
        assertThat(versions(PrometheusRule.class)).isEqualTo(rules);
    }

    @Test
    void theRulesFollowTheAgents() {
        installAll();
        sandbox.apply(STACK.formatted("stack"));
        sandbox.awaitProgrammed("ObservabilityStack", "stack");

        sandbox.apply(AGENT);

        await("its own threshold")
                .atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(rules()).contains("vector(3.21)", "vivarium_name=guest"));
    }

    @Test
    void anAnnotationAsksForATestNotification() throws IOException {
        installAll();
        try (var alertmanager = new AlertmanagerStandIn()) {
            sandbox.apply(STACK.formatted("stack") + "  alertmanager: {url: \"%s\"}\n".formatted(alertmanager.url()));
            sandbox.awaitProgrammed("ObservabilityStack", "stack");
            assertThat(sandbox.get(ObservabilityStack.class, "stack")
                            .getStatus()
                            .testNotification())
                    .isNull();

            for (var request : List.of("one", "two")) {
                sandbox.patch(
                        ObservabilityStack.class,
                        "stack",
                        "{\"metadata\": {\"annotations\": {\"vivarium.dev/test-notification\": \"" + request + "\"}}}");
                await("the result").atMost(Sandbox.SOON).untilAsserted(() -> {
                    var status = sandbox.get(ObservabilityStack.class, "stack").getStatus();
                    assertThat(status.testNotification()).isNotNull();
                    assertThat(status.testNotification().request()).isEqualTo(request);
                    assertThat(status.testNotification().results())
                            .singleElement()
                            .satisfies(result -> {
                                assertThat(result.contactPoint()).isEqualTo("team");
                                assertThat(result.outcome()).isEqualTo(TestNotificationStatus.Outcome.SENT);
                            });
                });
            }
            assertThat(alertmanager.alerts()).hasSize(2);
            assertThat(alertmanager.alerts().getFirst())
                    .contains("VivariumTestNotification", "\"stack\":\"stack\"", "\"contact_point\":\"team\"");
        }
    }

    @Test
    void whatAContactPointIsMissingIsToldAndHeals() {
        installAll();
        sandbox.apply(STACK.formatted("stack")
                .replace(
                        "webhook: {url: \"https://hooks.example/team\"}",
                        "receiverSecretRef: {name: mine, key: receiver}"));
        sandbox.awaitCondition("ObservabilityStack", "stack", "ResolvedRefs", ConditionStatus.FALSE, "SecretNotFound");

        sandbox.apply(SECRET.formatted("telegram_configs: [{chat_id: 1}]"));
        assertThat(sandbox.awaitCondition(
                                "ObservabilityStack", "stack", "ResolvedRefs", ConditionStatus.FALSE, "InvalidValue")
                        .message())
                .contains("contact point team", "telegramConfigs");

        sandbox.apply(SECRET.formatted("telegramConfigs: [{chatID: 1, botToken: {name: telegram, key: token}}]"));
        sandbox.awaitCondition("ObservabilityStack", "stack", "ResolvedRefs", ConditionStatus.TRUE, "Resolved");
        await("the receiver")
                .atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(sandbox.list(AlertmanagerRouting.class))
                        .singleElement()
                        .satisfies(routing ->
                                assertThat(routing.getSpec().toString()).contains("telegramConfigs")));
    }

    private String missing(String stack, String reason) {
        return sandbox.awaitCondition("ObservabilityStack", stack, "Programmed", ConditionStatus.FALSE, reason)
                .message();
    }

    private static void installAll() {
        prometheusOperator.install(server.client());
        grafanaOperator.install(server.client());
    }

    private List<String> configMaps() {
        return sandbox.list(ConfigMap.class).stream()
                .map(map -> map.getMetadata().getName())
                // Every namespace gets that one, some time after its creation.
                .filter(name -> !name.equals("kube-root-ca.crt"))
                .toList();
    }

    private <T extends HasMetadata> Map<String, String> versions(Class<T> kind) {
        return sandbox.list(kind).stream()
                .collect(Collectors.toMap(
                        object -> object.getMetadata().getName(),
                        object -> object.getMetadata().getResourceVersion()));
    }

    private String rules() {
        return sandbox.list(PrometheusRule.class).stream()
                .map(rule -> rule.getSpec().toString())
                .collect(Collectors.joining());
    }
}
