package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.operator.status.Reasons;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RolloutsTest {
    @Test
    void aStatefulSetIsReadyWhenItsCurrentRevisionIs() {
        assertThat(ready(set(2, 2L, 1, 1, "b", "b"))).isTrue();
    }

    @Test
    void aChangeThatTheControllerHasNotSeenIsNotRolledOut() {
        assertThat(ready(set(3, 2L, 1, 1, "b", "b"))).isFalse();
        assertThat(ready(set(1, null, null, null, null, null))).isFalse();
    }

    @Test
    void podsOfAnEarlierRevisionDoNotCount() {
        assertThat(ready(set(2, 2L, null, 1, "a", "b"))).isFalse();
        assertThat(ready(set(2, 2L, 1, 1, "a", "b"))).isFalse();
    }

    @Test
    void absentCountsAreZero() {
        assertThat(ready(set(2, 2L, 1, null, "b", "b"))).isFalse();
    }

    @Test
    void whatDoesNotExistIsNotReady() {
        var desired = set(1, null, null, null, null, null);

        var workload = Rollouts.of("prometheus", desired, Optional.empty(), List.of());

        assertThat(workload.isReady()).isFalse();
        assertThat(workload.message()).contains("StatefulSet x does not exist yet");
    }

    @Test
    void whatKeepsAPodIsTold() {
        var set = set(2, 2L, 1, null, "b", "b");
        var pod = new PodBuilder()
                .withNewMetadata()
                .withName("x-0")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("prometheus")
                .withImage("nowhere:1")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .addNewContainerStatus()
                .withName("prometheus")
                .withNewState()
                .withNewWaiting()
                .withReason("ErrImagePull")
                .withMessage("not found")
                .endWaiting()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();

        var workload = Rollouts.of("prometheus", set, Optional.of(set), List.of(pod));

        assertThat(workload.reason()).contains(Reasons.IMAGE_PULL_FAILED);
        assertThat(workload.message()).contains("nowhere:1", "not found");
    }

    @Test
    void aDeploymentIsReadyWhenAllOfItsPodsAreNewAndAvailable() {
        assertThat(ready(deployment(2L, 1, 1, 1))).isTrue();
        assertThat(ready(deployment(1L, 1, 1, 1))).isFalse();
        assertThat(ready(deployment(2L, 2, 1, 1))).isFalse();
        assertThat(ready(deployment(2L, 1, 1, null))).isFalse();
    }

    private static boolean ready(HasMetadata actual) {
        return Rollouts.of("program", actual, Optional.of(actual), List.of()).isReady();
    }

    private static StatefulSet set(
            long generation, Long observed, Integer updated, Integer ready, String current, String update) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName("x")
                .withGeneration(generation)
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .endSpec()
                .withNewStatus()
                .withObservedGeneration(observed)
                .withUpdatedReplicas(updated)
                .withReadyReplicas(ready)
                .withCurrentRevision(current)
                .withUpdateRevision(update)
                .endStatus()
                .build();
    }

    private static HasMetadata deployment(Long observed, Integer all, Integer updated, Integer available) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("x")
                .withGeneration(2L)
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .endSpec()
                .withNewStatus()
                .withObservedGeneration(observed)
                .withReplicas(all)
                .withUpdatedReplicas(updated)
                .withAvailableReplicas(available)
                .endStatus()
                .build();
    }
}
