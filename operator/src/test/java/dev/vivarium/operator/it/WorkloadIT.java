package dev.vivarium.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.Condition;
import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.operator.testkit.ApiServer;
import dev.vivarium.operator.testkit.BriefIntervals;
import dev.vivarium.operator.testkit.RunningOperator;
import dev.vivarium.operator.testkit.Sandbox;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ExtendWith(ApiServer.class)
class WorkloadIT {
    /** Each interval of {@link BriefIntervals} passes in it more than once. */
    private static final Duration SEVERAL_LOOKS = Duration.ofSeconds(6);

    private static final String AGENT = """
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata: {name: a}
            spec:
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              transport: {mode: Http}
            """;
    private static final String NO_STOP = """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: no-stop-%s}
            spec:
              matchConstraints:
                namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}
                resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [UPDATE], resources: [deployments]}]
              validations: [{expression: object.spec.replicas != 0, message: nothing may stop here}]
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: no-stop-%s}
            spec: {policyName: no-stop-%s, validationActions: [Deny]}
            """;

    private static ApiServer.Instance server;
    private static RunningOperator operator;
    private static KubernetesClient client;

    private Sandbox sandbox;
    private String namespace;

    @BeforeAll
    static void start(ApiServer.Instance instance) {
        server = instance;
        client = instance.client();
        operator = new RunningOperator(instance);
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    @BeforeEach
    void createNamespace() {
        sandbox = new Sandbox(client);
        namespace = sandbox.namespace();
    }

    @AfterEach
    void deleteNamespace() {
        sandbox.close();
    }

    @Test
    void childrenAppearWithTheirOwner() {
        apply(AGENT);
        awaitProgrammed();

        assertThat(child(ServiceAccount.class)).isNotNull();
        assertThat(child(Service.class)).isNotNull();
        assertThat(child(ConfigMap.class).getData()).containsKey("agent.yaml");
        assertThat(child(Deployment.class).getMetadata().getOwnerReferences())
                .singleElement()
                .satisfies(owner -> {
                    assertThat(owner.getKind()).isEqualTo("Agent");
                    assertThat(owner.getController()).isTrue();
                    assertThat(owner.getUid()).isEqualTo(agent().getMetadata().getUid());
                });
    }

    @Test
    void aDeletedChildIsCreatedAgain() {
        apply(AGENT);
        awaitProgrammed();

        sandbox.assertRecreated(Deployment.class, "a-agent");
    }

    @Test
    void anEditedChildIsRepairedAndWhatOthersAddIsLeftAlone() {
        apply(AGENT);
        awaitProgrammed();

        // Patches name no resourceVersion, so that the controllers' own writes of the status do not conflict with them.
        var merge = PatchContext.of(PatchType.STRATEGIC_MERGE);
        client.apps().deployments().inNamespace(namespace).withName("a-agent").patch(merge, """
                {"metadata": {"labels": {"app.kubernetes.io/managed-by": null}, "annotations": {"example.org/note": "kept"}},
                 "spec": {"replicas": 5, "template": {"spec": {"containers": [{"name": "agent", "image": "other:1"}]}}}}
                """);
        client.configMaps().inNamespace(namespace).withName("a-agent").patch(merge, """
                {"data": {"agent.yaml": "broken"}}
                """);

        await("repair").atMost(Sandbox.SOON).untilAsserted(() -> {
            var deployment = child(Deployment.class);
            assertThat(deployment.getSpec().getReplicas()).isEqualTo(1);
            assertThat(deployment
                            .getSpec()
                            .getTemplate()
                            .getSpec()
                            .getContainers()
                            .getFirst()
                            .getImage())
                    .isEqualTo("runtime:1");
            assertThat(deployment.getMetadata().getLabels()).containsEntry("app.kubernetes.io/managed-by", "vivarium");
            assertThat(deployment.getMetadata().getAnnotations()).containsEntry("example.org/note", "kept");
            assertThat(child(ConfigMap.class).getData().get("agent.yaml")).contains("Answer briefly.");
        });
    }

    @Test
    void isReadyWhenTheDeploymentIsAndNotBefore() {
        apply(AGENT);
        awaitCondition("Ready", ConditionStatus.FALSE, "Progressing");

        rollOut();

        awaitCondition("Ready", ConditionStatus.TRUE, "Ready");
        assertThat(agent().getStatus().readyReplicas()).isEqualTo(1);
        assertThat(agent().getStatus().observedGeneration())
                .isEqualTo(agent().getMetadata().getGeneration());
    }

    @Test
    void aSecretThatComesLaterHealsAtOnce() {
        apply(AGENT.replace(
                "{provider: simulated, name: sim-large}",
                "{provider: openai, name: gpt-5, apiKeySecretRef: {name: keys, key: openai}}"));
        var condition = awaitCondition("ResolvedRefs", ConditionStatus.FALSE, "SecretNotFound");
        assertThat(condition.message())
                .isEqualTo("spec.model.apiKeySecretRef: Secret keys does not exist in namespace " + namespace);
        assertThat(child(Deployment.class)).isNull();

        client.resource(secret(Map.of("other", "x"))).create();
        awaitCondition("ResolvedRefs", ConditionStatus.FALSE, "SecretKeyNotFound");
        client.resource(secret(Map.of("openai", "x"))).update();

        awaitCondition("ResolvedRefs", ConditionStatus.TRUE, "Resolved");
        awaitProgrammed();
        assertThat(child(Deployment.class)).isNotNull();
    }

    @Test
    void whatRunsIsKeptWhenAReferenceBreaks() {
        client.resource(secret(Map.of("openai", "x"))).create();
        apply(AGENT.replace(
                "{provider: simulated, name: sim-large}",
                "{provider: openai, name: gpt-5, apiKeySecretRef: {name: keys, key: openai}}"));
        awaitProgrammed();
        rollOut();
        awaitCondition("Ready", ConditionStatus.TRUE, "Ready");
        var before = child(Deployment.class).getMetadata().getGeneration();

        client.resource(secret(Map.of())).delete();

        awaitCondition("Ready", ConditionStatus.FALSE, "SecretNotFound");
        assertThat(child(Deployment.class).getMetadata().getGeneration()).isEqualTo(before);
    }

    @Test
    void anObjectOfSomebodyElseIsLeftAlone() {
        var theirs = client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName("a-agent")
                        .endMetadata()
                        .withData(Map.of("theirs", "yes"))
                        .build())
                .create();

        apply(AGENT);

        var condition = awaitCondition("Programmed", ConditionStatus.FALSE, "NameConflict");
        assertThat(condition.message()).startsWith("ConfigMap a-agent exists and was not created for this Agent");
        assertThat(child(ConfigMap.class).getData()).isEqualTo(theirs.getData());
        assertThat(child(Deployment.class)).isNull();

        client.resource(theirs).delete();
        awaitProgrammed();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        unknown field        | modell: x                                             | strict decoding error: unknown field "spec.modell"
        wrong quantity       | 'resources: {limits: {memory: lots}}'                 | every value of resources.limits must be a Kubernetes quantity such as 100m, 1 or 256Mi
        too many replicas    | replicas: 101                                         | should be less than or equal to 100
        twice the same       | 'subAgents: [{name: s}, {name: s}]'                   | Duplicate value
        """)
    void theApiServerRefuses(String name, String line, String message) {
        var manifest = sandbox.manifests(AGENT + "  " + line + "\n").getFirst();

        assertThatThrownBy(() -> client.resource(manifest)
                        .fieldValidation(FieldValidateable.Validation.STRICT)
                        .create())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        sub-agent that does not exist | 'subAgents: [{name: ghost}]'                          | ResolvedRefs | SubAgentNotFound   | spec.subAgents[0].name: SubAgent ghost does not exist in namespace
        MCP server that does not exist| 'mcpServers: [{name: ghost}]'                         | ResolvedRefs | McpServerNotFound  | spec.mcpServers[0].name: McpServer ghost does not exist in namespace
        stack that does not exist     | 'telemetry: {stackRef: {name: ghost}}'                | ResolvedRefs | StackNotFound      | spec.telemetry.stackRef: ObservabilityStack
        variable of the operator      | 'env: [{name: OTEL_SERVICE_NAME, value: x}]'          | Accepted     | EnvClash           | spec.env: OTEL_SERVICE_NAME is set by the operator
        no pod template               | 'podTemplate: {spec: {containers: oops}}'             | Accepted     | InvalidPodTemplate | spec.podTemplate
        labels of the operator        | 'podTemplate: {metadata: {labels: {vivarium.dev/name: b}}}' | Accepted | InvalidPodTemplate | spec.podTemplate.metadata.labels: vivarium.dev/name is set by the operator
        what the server refuses       | 'podTemplate: {spec: {restartPolicy: Sometimes}}'     | Programmed   | Refused            | restartPolicy
        no telemetry                  | 'replicas: 1'                                         | TelemetryReady | NoStack          | there is no ObservabilityStack
        """)
    void aConditionTells(String name, String line, String type, String reason, String message) {
        apply(AGENT + "  " + line + "\n");

        assertThat(awaitCondition(type, ConditionStatus.FALSE, reason).message())
                .contains(message);
    }

    @Test
    void aQueueNeedsABroker() {
        apply(AGENT.replace("{mode: Http}", "{mode: Queue}"));

        assertThat(awaitCondition("ResolvedRefs", ConditionStatus.FALSE, "NoBroker")
                        .message())
                .startsWith("spec.transport.mode: Queue needs a message broker");
    }

    @Test
    void aChangeThatRacesAWriteOfTheStatusIsNotLost() {
        apply(AGENT);
        awaitProgrammed();
        for (var i = 1; i <= 25; i++) {
            sandbox.readyPods();
            patch("{\"spec\": {\"replicas\": " + (i % 3 + 1) + ", \"limits\": {\"maxIterations\": " + i + "}}}");
        }

        await("the last change").atMost(Sandbox.SOON).untilAsserted(() -> {
            assertThat(child(ConfigMap.class).getData().get("agent.yaml")).contains("maxIterations: 25");
            assertThat(child(Deployment.class).getSpec().getReplicas()).isEqualTo(2);
            assertThat(agent().getStatus().observedGeneration())
                    .isEqualTo(agent().getMetadata().getGeneration());
        });
    }

    @Test
    void nothingIsWrittenWhenNothingChanges() {
        apply(AGENT);
        awaitProgrammed();
        rollOut();
        awaitCondition("Ready", ConditionStatus.TRUE, "Ready");
        client.configMaps()
                .inNamespace(namespace)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("unrelated")
                        .endMetadata()
                        .build())
                .create();

        server.auditLog().awaitQuiet(namespace, SEVERAL_LOOKS);
    }

    @Test
    void aSuspendedAgentHasNoPodsEvenWhenSomethingElseIsWrong() {
        apply(AGENT);
        awaitProgrammed();

        patch(
                "{\"spec\": {\"suspended\": true, \"instructions\": {\"inline\": null, \"configMapKeyRef\": {\"name\": \"gone\", \"key\": \"x\"}}}}");

        awaitCondition("ResolvedRefs", ConditionStatus.FALSE, "ConfigMapNotFound");
        awaitCondition("Ready", ConditionStatus.FALSE, "Suspended");
        assertThat(child(Deployment.class).getSpec().getReplicas()).isZero();
    }

    @Test
    void aStopThatIsRefusedIsTold() {
        apply(AGENT);
        awaitProgrammed();
        var policy = client.load(new ByteArrayInputStream(
                NO_STOP.formatted(namespace, namespace, namespace, namespace).getBytes(StandardCharsets.UTF_8)));
        policy.serverSideApply();
        try {
            await("the policy")
                    .atMost(Sandbox.SOON)
                    .untilAsserted(() -> assertThatThrownBy(
                                    () -> sandbox.patch(Deployment.class, "a-agent", "{\"spec\": {\"replicas\": 0}}"))
                            .hasMessageContaining("nothing may stop here"));

            patch(
                    "{\"spec\": {\"suspended\": true, \"instructions\": {\"inline\": null, \"configMapKeyRef\": {\"name\": \"gone\", \"key\": \"x\"}}}}");

            assertThat(awaitCondition("Programmed", ConditionStatus.FALSE, "Refused")
                            .message())
                    .contains("Deployment a-agent", "nothing may stop here");
        } finally {
            policy.delete();
        }
        patch("{\"spec\": {\"limits\": {\"maxIterations\": 3}}}");
        await("the stop, once it is allowed")
                .atMost(Sandbox.SOON)
                .untilAsserted(
                        () -> assertThat(child(Deployment.class).getSpec().getReplicas())
                                .isZero());
    }

    private void apply(String yaml) {
        sandbox.apply(yaml);
    }

    private void patch(String merge) {
        sandbox.patch(Agent.class, "a", merge);
    }

    private Secret secret(Map<String, String> data) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName("keys")
                .endMetadata()
                .withStringData(data)
                .build();
    }

    private Agent agent() {
        return sandbox.get(Agent.class, "a");
    }

    private <T extends HasMetadata> T child(Class<T> type) {
        return sandbox.get(type, "a-agent");
    }

    private void rollOut() {
        await("ready pods").atMost(Sandbox.SOON).untilAsserted(() -> {
            sandbox.readyPods();
            assertThat(sandbox.require(Deployment.class, "a-agent").getStatus().getReadyReplicas())
                    .isPositive();
        });
    }

    private void awaitProgrammed() {
        sandbox.awaitProgrammed("Agent", "a");
    }

    private Condition awaitCondition(String type, ConditionStatus status, String reason) {
        return sandbox.awaitCondition("Agent", "a", type, status, reason);
    }
}
