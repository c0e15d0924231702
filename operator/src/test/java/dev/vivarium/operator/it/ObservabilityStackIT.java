package dev.vivarium.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.operator.testkit.ApiServer;
import dev.vivarium.operator.testkit.RunningOperator;
import dev.vivarium.operator.testkit.Sandbox;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ApiServer.class)
class ObservabilityStackIT {
    private static final String STACK = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: stack}
            spec:
              grafana: {mode: Sidecar}
              serves: {namespaces: [%s]}
            """;
    private static final String AGENT = """
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata: {name: guest}
            spec:
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              transport: {mode: Http}
              telemetry: {stackRef: {name: stack, namespace: %s}}
              alerts: {costPerHour: {threshold: "3.21"}}
            """;
    private static final List<Class<? extends HasMetadata>> PROMETHEUS = List.of(
            ServiceAccount.class,
            Role.class,
            RoleBinding.class,
            ConfigMap.class,
            PersistentVolumeClaim.class,
            Service.class,
            StatefulSet.class);

    private static ApiServer.Instance server;
    private static RunningOperator operator;

    private Sandbox home;
    private Sandbox served;

    @BeforeAll
    static void start(ApiServer.Instance instance) {
        server = instance;
        operator = new RunningOperator(instance);
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    @BeforeEach
    void createNamespaces() {
        home = new Sandbox(server.client());
        served = new Sandbox(server.client());
    }

    @AfterEach
    void deleteNamespaces() {
        // The stack first: it has a finalizer, and the operator takes it away only while it may still write there.
        home.end(ObservabilityStack.class, "stack", Sandbox.SOON);
        served.close();
        home.close();
    }

    @Test
    void childrenAppearWithTheirOwner() {
        applyStack(served.namespace());

        assertThat(PROMETHEUS)
                .allSatisfy(type -> assertThat(
                                home.await(type, childName(type)).getMetadata().getOwnerReferences())
                        .singleElement()
                        .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("ObservabilityStack")));
        assertThat(home.list(StatefulSet.class))
                .extracting(set -> set.getMetadata().getName())
                .containsExactlyInAnyOrder("stack-collector", "stack-prometheus", "stack-alertmanager");
        assertThat(served.get(Role.class, foreignName())).isNotNull();
        assertThat(served.get(RoleBinding.class, foreignName()).getSubjects())
                .singleElement()
                .satisfies(subject -> assertThat(subject.getNamespace()).isEqualTo(home.namespace()));
    }

    @ParameterizedTest
    @ValueSource(classes = {Role.class, RoleBinding.class, ConfigMap.class, Service.class, StatefulSet.class})
    void aDeletedChildIsCreatedAgain(Class<? extends HasMetadata> type) {
        applyStack("");

        home.assertRecreated(type, "stack-prometheus");
    }

    @Test
    void aRoleElsewhereIsCreatedAgain() {
        applyStack(served.namespace());

        served.assertRecreated(Role.class, foreignName());
        served.assertRecreated(RoleBinding.class, foreignName());
    }

    @Test
    void anEditedChildIsRepaired() {
        applyStack("");

        home.patch(ConfigMap.class, "stack-prometheus", "{\"data\": {\"prometheus.yml\": \"broken\"}}");
        home.patch(StatefulSet.class, "stack-collector", "{\"spec\": {\"replicas\": 0}}");
        home.patch(Service.class, "stack-collector", "{\"spec\": {\"selector\": {\"app\": \"other\"}}}");

        await("repair").atMost(Sandbox.SOON).untilAsserted(() -> {
            assertThat(home.get(ConfigMap.class, "stack-prometheus").getData().get("prometheus.yml"))
                    .contains("job_name");
            assertThat(home.get(StatefulSet.class, "stack-collector").getSpec().getReplicas())
                    .isEqualTo(1);
            assertThat(home.get(Service.class, "stack-collector").getSpec().getSelector())
                    .containsEntry("app.kubernetes.io/name", "collector");
        });
    }

    @Test
    void aNamespaceThatIsNoLongerServedLosesItsRole() {
        applyStack(served.namespace());

        home.patch(ObservabilityStack.class, "stack", "{\"spec\": {\"serves\": {\"namespaces\": []}}}");

        await("no role there").atMost(Sandbox.SOON).untilAsserted(() -> {
            assertThat(served.get(Role.class, foreignName())).isNull();
            assertThat(served.get(RoleBinding.class, foreignName())).isNull();
        });
    }

    @Test
    void aDeletedStackLeavesNothingBehind() {
        applyStack(served.namespace());
        assertThat(home.get(ObservabilityStack.class, "stack").getMetadata().getFinalizers())
                .hasSize(1);

        home.delete(ObservabilityStack.class, "stack");

        await("nothing left").atMost(Sandbox.SOON).untilAsserted(() -> {
            assertThat(home.get(ObservabilityStack.class, "stack")).isNull();
            assertThat(served.get(Role.class, foreignName())).isNull();
            assertThat(served.get(RoleBinding.class, foreignName())).isNull();
            assertThat(home.list(StatefulSet.class)).isEmpty();
            assertThat(home.list(Service.class)).isEmpty();
            assertThat(PROMETHEUS)
                    .allSatisfy(
                            type -> assertThat(home.get(type, childName(type))).isNull());
        });
    }

    @Test
    void aStackOfEveryNamespaceHasAClusterRoleAndTakesItWithIt() {
        applyStack("'*'");
        var roles = server.client().resources(ClusterRole.class);
        var bindings = server.client().resources(ClusterRoleBinding.class);
        await("the cluster role").atMost(Sandbox.SOON).untilAsserted(() -> {
            assertThat(roles.withName(foreignName()).get()).isNotNull();
            assertThat(bindings.withName(foreignName()).get()).isNotNull();
        });

        home.delete(ObservabilityStack.class, "stack");

        await("no cluster role").atMost(Sandbox.SOON).untilAsserted(() -> {
            assertThat(roles.withName(foreignName()).get()).isNull();
            assertThat(bindings.withName(foreignName()).get()).isNull();
            assertThat(home.get(ObservabilityStack.class, "stack")).isNull();
        });
    }

    @Test
    void theRulesFollowTheAgents() {
        applyStack(served.namespace());
        served.apply(AGENT.formatted(home.namespace()));
        await("its own threshold").atMost(Sandbox.SOON).untilAsserted(() -> {
            assertThat(rules()).contains("guest", "3.21");
            assertThat(home.get(ObservabilityStack.class, "stack").getStatus().served())
                    .isEqualTo(1);
        });

        served.delete(Agent.class, "guest");

        await("no trace of it").atMost(Sandbox.SOON).untilAsserted(() -> {
            assertThat(rules()).doesNotContain("guest");
            assertThat(home.get(ObservabilityStack.class, "stack").getStatus().served())
                    .isZero();
        });
    }

    @Test
    void aMissingSecretIsToldAndHeals() {
        home.apply(
                STACK.formatted("")
                        + "  notifications: {contactPoints: [{name: on-call, webhook: {urlSecretRef: {name: hook, key: url}}}]}\n");
        assertThat(home.awaitCondition(
                                "ObservabilityStack", "stack", "ResolvedRefs", ConditionStatus.FALSE, "SecretNotFound")
                        .message())
                .contains("Secret hook does not exist");

        home.apply("""
                apiVersion: v1
                kind: Secret
                metadata: {name: hook}
                stringData: {url: "http://receiver/"}
                """);

        home.awaitCondition("ObservabilityStack", "stack", "ResolvedRefs", ConditionStatus.TRUE, "Resolved");
    }

    private void applyStack(String namespaces) {
        home.apply(STACK.formatted(namespaces));
        home.awaitProgrammed("ObservabilityStack", "stack");
    }

    private String foreignName() {
        return "vivarium:" + home.namespace() + ":stack:prometheus";
    }

    private static String childName(Class<?> type) {
        return type == PersistentVolumeClaim.class ? "stack-prometheus-data" : "stack-prometheus";
    }

    private String rules() {
        return home.list(ConfigMap.class).stream()
                .filter(map -> map.getMetadata().getName().startsWith("stack-prometheus-rules"))
                .flatMap(map -> map.getData().values().stream())
                .collect(Collectors.joining());
    }
}
