package dev.vivarium.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.operator.testkit.ApiServer;
import dev.vivarium.operator.testkit.RunningOperator;
import dev.vivarium.operator.testkit.Sandbox;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(ApiServer.class)
class SubAgentIT {
    private static final String BROKER = """
            apiVersion: v1
            kind: Secret
            metadata: {name: broker}
            stringData: {url: "amqp://user:password@broker:5672"}
            ---
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: stack}
            spec:
              broker: {rabbitmq: {urlSecretRef: {name: broker, key: url}}}
            """;
    private static final String SUB_AGENT = """
            apiVersion: vivarium.dev/v1alpha1
            kind: SubAgent
            metadata: {name: s}
            spec:
              description: Finds things out.
              model: {provider: simulated, name: sim-small}
              instructions: {inline: Find it out.}
            """;
    private static final String AGENT = """
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata: {name: a}
            spec:
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              subAgents: [{name: s}]
            """;
    private static final List<Class<? extends HasMetadata>> CHILDREN =
            List.of(ServiceAccount.class, ConfigMap.class, Service.class, Deployment.class);

    private static ApiServer.Instance server;
    private static RunningOperator operator;

    private Sandbox sandbox;

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
    void createNamespace() {
        sandbox = new Sandbox(server.client());
        sandbox.apply(BROKER);
    }

    @AfterEach
    void deleteNamespace() {
        sandbox.close();
    }

    @Test
    void childrenAppearWithTheirOwnerAndGoWithIt() {
        sandbox.apply(SUB_AGENT);
        sandbox.awaitProgrammed("SubAgent", "s");

        var uid = sandbox.get(SubAgent.class, "s").getMetadata().getUid();
        assertThat(CHILDREN)
                .allSatisfy(type -> assertThat(
                                sandbox.get(type, "s-subagent").getMetadata().getOwnerReferences())
                        .singleElement()
                        .satisfies(owner -> {
                            assertThat(owner.getKind()).isEqualTo("SubAgent");
                            assertThat(owner.getUid()).isEqualTo(uid);
                            assertThat(owner.getController()).isTrue();
                        }));
        assertThat(sandbox.get(ConfigMap.class, "s-subagent").getData().get("agent.yaml"))
                .contains("Find it out.")
                .doesNotContain("password");
        assertThat(sandbox.get(SubAgent.class, "s").getStatus().queue()).contains(sandbox.namespace());

        sandbox.delete(SubAgent.class, "s");

        await("no children left")
                .atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(CHILDREN)
                        .allSatisfy(type ->
                                assertThat(sandbox.get(type, "s-subagent")).isNull()));
    }

    @ParameterizedTest
    @ValueSource(classes = {ServiceAccount.class, ConfigMap.class, Service.class, Deployment.class})
    void aDeletedChildIsCreatedAgain(Class<? extends HasMetadata> type) {
        sandbox.apply(SUB_AGENT);
        sandbox.awaitProgrammed("SubAgent", "s");

        sandbox.assertRecreated(type, "s-subagent");
    }

    @Test
    void anEditedChildIsRepaired() {
        sandbox.apply(SUB_AGENT);
        sandbox.awaitProgrammed("SubAgent", "s");

        sandbox.patch(ConfigMap.class, "s-subagent", "{\"data\": {\"agent.yaml\": \"broken\"}}");
        sandbox.patch(Deployment.class, "s-subagent", "{\"spec\": {\"replicas\": 7}}");
        sandbox.patch(Service.class, "s-subagent", "{\"spec\": {\"selector\": {\"vivarium.dev/name\": \"other\"}}}");

        await("repair").atMost(Sandbox.SOON).untilAsserted(() -> {
            assertThat(sandbox.get(ConfigMap.class, "s-subagent").getData().get("agent.yaml"))
                    .contains("Find it out.");
            assertThat(sandbox.get(Deployment.class, "s-subagent").getSpec().getReplicas())
                    .isEqualTo(1);
            assertThat(sandbox.get(Service.class, "s-subagent").getSpec().getSelector())
                    .containsEntry("vivarium.dev/name", "s");
        });
    }

    @Test
    void aParentGetsWhatItDelegatesToWhenItComesAndLosesItWhenItGoes() {
        sandbox.apply(AGENT);
        sandbox.awaitCondition("Agent", "a", "ResolvedRefs", ConditionStatus.FALSE, "SubAgentNotFound");
        assertThat(configuration("a-agent")).doesNotContain("Finds things out.");

        sandbox.apply(SUB_AGENT);

        sandbox.awaitCondition("Agent", "a", "ResolvedRefs", ConditionStatus.TRUE, "Resolved");
        await("the sub-agent as a tool")
                .atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(configuration("a-agent")).contains("Finds things out."));

        sandbox.delete(SubAgent.class, "s");

        sandbox.awaitCondition("Agent", "a", "ResolvedRefs", ConditionStatus.FALSE, "SubAgentNotFound");
        await("the tool gone")
                .atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(configuration("a-agent")).doesNotContain("Finds things out."));
    }

    @Test
    void aParentWithoutConsentIsTold() {
        sandbox.apply(SUB_AGENT + "  allowedParents: [{kind: Agent, name: other}]\n");
        sandbox.apply(AGENT);

        assertThat(sandbox.awaitCondition("Agent", "a", "ResolvedRefs", ConditionStatus.FALSE, "DelegationNotAllowed")
                        .message())
                .isEqualTo("spec.subAgents[0].name: SubAgent s does not list Agent a in spec.allowedParents");
    }

    private String configuration(String name) {
        return sandbox.await(ConfigMap.class, name).getData().get("agent.yaml");
    }
}
