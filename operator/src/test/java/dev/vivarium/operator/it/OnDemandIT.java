package dev.vivarium.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.operator.testkit.ApiServer;
import dev.vivarium.operator.testkit.BriefIntervals;
import dev.vivarium.operator.testkit.Broker;
import dev.vivarium.operator.testkit.PodStandIn;
import dev.vivarium.operator.testkit.RunningOperator;
import dev.vivarium.operator.testkit.Sandbox;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SubAgents on demand on a real API server and a real broker; the pods, which no node runs, are stood in for. */
@ExtendWith(ApiServer.class)
class OnDemandIT {
    private static final String DEPLOYMENT = "s-subagent";
    private static final Duration SEVERAL_LOOKS = BriefIntervals.DEMAND.multipliedBy(8);

    private static ApiServer.Instance server;
    private static Broker broker;
    private static String url;
    private static RunningOperator operator;

    private Sandbox sandbox;

    @BeforeAll
    static void start(ApiServer.Instance instance) throws Exception {
        server = instance;
        broker = new Broker();
        url = broker.up();
        operator = new RunningOperator(instance);
    }

    @AfterAll
    static void stop() throws Exception {
        operator.close();
        broker.close();
    }

    @BeforeEach
    void createNamespace() {
        sandbox = new Sandbox(server.client());
        sandbox.apply("""
                apiVersion: v1
                kind: Secret
                metadata: {name: broker}
                stringData: {url: "%s"}
                ---
                apiVersion: vivarium.dev/v1alpha1
                kind: ObservabilityStack
                metadata: {name: stack}
                spec:
                  broker: {rabbitmq: {urlSecretRef: {name: broker, key: url}}}
                """.formatted(url));
    }

    @AfterEach
    void deleteNamespace() {
        sandbox.close();
    }

    private static String subAgent(String more) {
        return """
                apiVersion: vivarium.dev/v1alpha1
                kind: SubAgent
                metadata: {name: s}
                spec:
                  description: Finds things out.
                  model: {provider: simulated, name: sim-small}
                  instructions: {inline: Find it out.}
                """ + more;
    }

    private static String onDemand(String idleTimeout) {
        return subAgent("  lifecycle: {mode: OnDemand, maxConcurrent: 8, idleTimeout: %s}\n".formatted(idleTimeout));
    }

    private String routingKey() {
        return BusNames.routingKey(sandbox.namespace(), "SubAgent", "s");
    }

    private int replicas() {
        return sandbox.require(Deployment.class, DEPLOYMENT).getSpec().getReplicas();
    }

    private void awaitReplicas(int replicas) {
        await(replicas + " replicas")
                .atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(replicas()).isEqualTo(replicas));
    }

    private void assertReplicasStay(String what, int replicas) {
        Sandbox.assertStays(what, SEVERAL_LOOKS, () -> assertThat(replicas()).isEqualTo(replicas));
    }

    @Test
    void aTaskIsKeptFromBeforeTheFirstPodOnAndStartsOneWhichEndsWhenItIsIdle() throws Exception {
        sandbox.apply(onDemand("3s"));
        sandbox.awaitCondition("SubAgent", "s", "Ready", ConditionStatus.TRUE, "Idle");
        sandbox.awaitCondition("SubAgent", "s", "TelemetryReady", ConditionStatus.TRUE, "Idle");
        assertThat(replicas()).isZero();

        assertThat(broker.publish(routingKey()))
                .as("there is a queue without a pod")
                .isTrue();

        awaitReplicas(1);
        sandbox.awaitCondition("SubAgent", "s", "Ready", ConditionStatus.TRUE, "Starting");
        try (var pod = new PodStandIn()) {
            pod.handles(1);
            assertThat(broker.take(routingKey())).isTrue();
            await("ready pods").atMost(Sandbox.SOON).untilAsserted(() -> {
                sandbox.readyPods(pod.address());
                assertThat(sandbox.get(SubAgent.class, "s").getStatus().readyReplicas())
                        .isEqualTo(1);
            });
            assertReplicasStay("a working pod stays though nothing waits", 1);

            pod.handles(0);

            awaitReplicas(0);
        }
        sandbox.awaitCondition("SubAgent", "s", "Ready", ConditionStatus.TRUE, "Idle");
    }

    @Test
    void manyTasksStartAsManyPodsAsMayHandleThemAndNoMore() throws Exception {
        sandbox.apply(onDemand("1m"));
        sandbox.awaitCondition("SubAgent", "s", "Ready", ConditionStatus.TRUE, "Idle");

        for (var i = 0; i < 30; i++) {
            assertThat(broker.publish(routingKey())).isTrue();
        }

        awaitReplicas(2); // Eight tasks at most, four a pod.
        assertReplicasStay("no pods for more than it may do", 2);
    }

    @Test
    void aBrokerThatIsAwayIsSaidAndNothingIsWrittenUntilItIsBack() throws Exception {
        sandbox.apply(onDemand("1m"));
        sandbox.awaitCondition("SubAgent", "s", "Ready", ConditionStatus.TRUE, "Idle");
        server.auditLog().awaitQuiet(sandbox.namespace(), SEVERAL_LOOKS);

        broker.kill();

        var away = sandbox.awaitCondition("SubAgent", "s", "Ready", ConditionStatus.FALSE, "BrokerUnreachable");
        assertThat(away.message()).contains("127.0.0.1").doesNotContain(url.replaceAll(".*:(.*)@.*", "$1"));

        broker.up();

        sandbox.awaitCondition("SubAgent", "s", "Ready", ConditionStatus.TRUE, "Idle");
        assertThat(broker.publish(routingKey()))
                .as("the queue outlived the crash")
                .isTrue();
        awaitReplicas(1);
    }

    @Test
    void whatIsSuspendedIsNotStarted() throws Exception {
        sandbox.apply(onDemand("1m"));
        sandbox.awaitCondition("SubAgent", "s", "Ready", ConditionStatus.TRUE, "Idle");
        sandbox.patch(SubAgent.class, "s", "{\"spec\": {\"suspended\": true}}");
        sandbox.awaitCondition("SubAgent", "s", "Ready", ConditionStatus.FALSE, "Suspended");

        assertThat(broker.publish(routingKey())).isTrue();

        assertReplicasStay("no pod", 0);
        sandbox.patch(SubAgent.class, "s", "{\"spec\": {\"suspended\": false}}");
        awaitReplicas(1);
    }

    @Test
    void modesCanBeExchanged() {
        sandbox.apply(subAgent(""));
        sandbox.awaitProgrammed("SubAgent", "s");
        assertThat(replicas()).isEqualTo(1);

        sandbox.patch(SubAgent.class, "s", "{\"spec\": {\"lifecycle\": {\"mode\": \"OnDemand\"}}}");
        sandbox.awaitProgrammed("SubAgent", "s");
        assertReplicasStay("it is left running until its pod says that it is idle", 1);

        sandbox.patch(SubAgent.class, "s", "{\"spec\": {\"lifecycle\": {\"mode\": \"Deployment\"}, \"replicas\": 2}}");
        awaitReplicas(2);
    }

    @Test
    void whatCannotWorkIsRefusedWithASentence() {
        assertThatThrownBy(() -> sandbox.apply(subAgent("  lifecycle: {mode: OnDemand}\n  replicas: 2\n")))
                .hasMessageContaining("the operator chooses the number of pods");
        assertThatThrownBy(() -> sandbox.apply(subAgent("  lifecycle: {mode: OnDemand}\n  transport: {mode: Http}\n")))
                .hasMessageContaining("needs transport.mode Queue");
    }
}
