package dev.vivarium.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.operator.status.ConditionDraft;
import dev.vivarium.operator.status.Reasons;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RolloutTest {
    private final KubernetesSerialization serialization = new KubernetesSerialization();

    private Deployment deployment(int replicas, String status) {
        return serialization.unmarshal("""
                {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a", "generation": 2},
                 "spec": {"replicas": %d}, "status": %s}""".formatted(replicas, status), Deployment.class);
    }

    private Pod pod(String status) {
        return serialization.unmarshal("""
                {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a-1"},
                 "spec": {"containers": [{"name": "agent", "image": "runtime:9"}]}, "status": %s}""".formatted(status), Pod.class);
    }

    private static ConditionDraft ready(Deployment deployment, Pod... pods) {
        return new Rollout(Optional.ofNullable(deployment), List.of(pods)).ready(pod -> List.of());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        nothing is known yet               | 1 | {}                                                                                            | FALSE | Progressing
        absent counts are zero             | 1 | {"observedGeneration": 2}                                                                     | FALSE | Progressing
        an old generation does not count   | 1 | {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "readyReplicas": 1}             | FALSE | Progressing
        old pods do not count              | 1 | {"observedGeneration": 2, "replicas": 2, "updatedReplicas": 1, "readyReplicas": 1}             | FALSE | Progressing
        one of two is ready                | 2 | {"observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, "readyReplicas": 1}             | FALSE | Progressing
        all are ready                      | 2 | {"observedGeneration": 2, "replicas": 2, "updatedReplicas": 2, "readyReplicas": 2}             | TRUE  | Ready
        none is wanted                     | 0 | {"observedGeneration": 2}                                                                     | FALSE | ScaledToZero
        a quota is in the way              | 1 | {"observedGeneration": 2, "conditions": [{"type": "ReplicaFailure", "status": "True", "message": "exceeded quota"}]} | FALSE | PodsNotCreated
        """)
    void isReadyOnlyWhenTheCurrentGenerationIsRolledOut(
            String name, int replicas, String status, ConditionStatus expected, String reason) {
        var draft = ready(deployment(replicas, status));

        assertThat(draft.status()).isEqualTo(expected);
        assertThat(draft.reason()).isEqualTo(reason);
    }

    @Test
    void isProgressingWhileTheDeploymentIsNotThere() {
        assertThat(ready(null).reason()).isEqualTo(Reasons.PROGRESSING);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', textBlock = """
        {"waiting": {"reason": "ErrImagePull", "message": "not found"}} | {} | ImagePullFailed | image runtime:9 of container agent cannot be pulled: not found
        {"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image \\"runtime:9\\": ErrImagePull: not found"}} | {} | ImagePullFailed | image runtime:9 of container agent cannot be pulled: not found
        {"waiting": {"reason": "CreateContainerConfigError", "message": "secret \\"x\\" not found"}} | {} | ContainerCannotStart | container agent cannot start: secret "x" not found
        {"waiting": {"reason": "CrashLoopBackOff"}} | {"terminated": {"exitCode": 3, "message": "no configuration"}} | CrashLooping | container agent ends again and again, with exit code 3; it last said: no configuration
        {"running": {}} | {"terminated": {"exitCode": 3, "message": "no configuration"}} | CrashLooping | container agent ends again and again, with exit code 3; it last said: no configuration
        {"waiting": {"reason": "CrashLoopBackOff"}} | {"terminated": {"exitCode": 137, "reason": "OOMKilled"}} | CrashLooping | container agent is killed for using more memory than its limit
        """)
    void saysWhatKeepsAPodFromRunning(String state, String lastState, String reason, String message) {
        var unescaped = state.replace("\\\\\"", "\\\"");
        var draft = ready(
                deployment(1, "{\"observedGeneration\": 2, \"replicas\": 1, \"updatedReplicas\": 1}"),
                pod("""
                        {"phase": "Running", "containerStatuses": [
                          {"name": "agent", "ready": false, "restartCount": 2, "state": %s, "lastState": %s}]}""".formatted(unescaped, lastState)));

        assertThat(draft.reason()).isEqualTo(reason);
        assertThat(draft.message()).isEqualTo(message);
    }

    @ParameterizedTest(name = "unready since {0}: {1}")
    @CsvSource({
        "2026-01-01T10:00:00Z, CrashLooping", // since its container ended
        "2026-01-01T10:00:05Z, CrashLooping", // seconds are all that is told
        "2026-01-01T10:07:00Z, Progressing", // something else keeps it, long after that
    })
    void aContainerThatOnceEndedIsBlamedOnlyForWhatItsEndBegan(String unready, String reason) {
        var draft = ready(
                deployment(1, "{\"observedGeneration\": 2, \"replicas\": 1, \"updatedReplicas\": 1}"),
                pod("""
                        {"phase": "Running", "conditions": [{"type": "Ready", "status": "False", "lastTransitionTime": "%s"}],
                         "containerStatuses": [{"name": "agent", "ready": false, "restartCount": 1,
                          "state": {"running": {"startedAt": "2026-01-01T10:00:05Z"}}, "lastState": {"terminated": {"exitCode": 137}}}]}""".formatted(unready)));

        assertThat(draft.reason()).isEqualTo(reason);
    }

    @Test
    void saysThatNoNodeTakesThePod() {
        var draft = ready(deployment(1, "{\"observedGeneration\": 2}"), pod("""
                        {"phase": "Pending", "conditions": [
                          {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/1 nodes"}]}"""));

        assertThat(draft.reason()).isEqualTo(Reasons.UNSCHEDULABLE);
        assertThat(draft.message()).isEqualTo("no node can take the pod: 0/1 nodes");
    }

    @Test
    void saysThatTheBrokerIsDownBeforeAnyOtherFailingCheck() {
        var pod = pod("""
                {"phase": "Running", "podIP": "10.0.0.1", "containerStatuses": [
                  {"name": "agent", "ready": false, "restartCount": 0, "state": {"running": {}}}]}""");
        var rollout = new Rollout(
                Optional.of(deployment(1, "{\"observedGeneration\": 2, \"replicas\": 1, \"updatedReplicas\": 1}")),
                List.of(pod));

        var draft = rollout.ready(
                ignored -> List.of(new FailingCheck("a", "x"), new FailingCheck("broker", "connection refused")));

        assertThat(draft.reason()).isEqualTo(Reasons.BROKER_UNREACHABLE);
        assertThat(draft.message()).endsWith(": connection refused");
    }
}
