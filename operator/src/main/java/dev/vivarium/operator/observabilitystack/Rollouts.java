package dev.vivarium.operator.observabilitystack;

import dev.vivarium.operator.observabilitystack.StackStatus.Workload;
import dev.vivarium.operator.rollout.PodProblem;
import dev.vivarium.operator.rollout.PodProblems;
import dev.vivarium.operator.status.Reasons;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tells whether what was last applied is rolled out, and if not, what keeps its pods. Counts that are absent are zero, as the API leaves them out. */
final class Rollouts {
    private Rollouts() {}

    /**
     * @param label of the program
     * @param actual as the API server has it; empty when it does not exist yet
     * @param pods those of the program, old and new
     */
    static Workload of(String label, HasMetadata desired, Optional<? extends HasMetadata> actual, List<Pod> pods) {
        if (actual.isEmpty()) {
            return progressing(label, desired.getKind() + " " + name(desired) + " does not exist yet");
        }
        var workload = switch (actual.get()) {
            case StatefulSet set -> statefulSet(label, set);
            case Deployment deployment -> deployment(label, deployment);
            default ->
                throw new IllegalArgumentException(
                        "not a workload: " + actual.get().getKind());
        };
        return workload.isReady()
                ? workload
                : problem(pods)
                        .map(problem -> new Workload(label, Optional.of(problem.reason()), problem.message()))
                        .orElse(workload);
    }

    private static Optional<PodProblem> problem(List<Pod> pods) {
        return pods.stream()
                .filter(pod -> !pod.isMarkedForDeletion() && !PodProblems.isReady(pod))
                .sorted(Comparator.comparing(Rollouts::name))
                .flatMap(pod -> PodProblems.of(pod).stream())
                .findFirst();
    }

    private static Workload statefulSet(String label, StatefulSet set) {
        var status = Optional.ofNullable(set.getStatus());
        var wanted = orZero(set.getSpec().getReplicas());
        if (!isObserved(set, status.map(value -> value.getObservedGeneration()))) {
            return progressing(label, "the change of StatefulSet " + name(set) + " has not been taken up yet");
        }
        var updated = count(status.map(value -> value.getUpdatedReplicas()));
        var ready = count(status.map(value -> value.getReadyReplicas()));
        var sameRevision = status.map(value -> value.getUpdateRevision() != null
                        && value.getUpdateRevision().equals(value.getCurrentRevision()))
                .orElse(false);
        if (updated >= wanted && ready >= wanted && sameRevision) {
            return new Workload(label, Optional.empty(), "");
        }
        return progressing(label, pods(updated, ready, wanted));
    }

    private static Workload deployment(String label, Deployment deployment) {
        var status = Optional.ofNullable(deployment.getStatus());
        var wanted = orZero(deployment.getSpec().getReplicas());
        if (!isObserved(deployment, status.map(value -> value.getObservedGeneration()))) {
            return progressing(label, "the change of Deployment " + name(deployment) + " has not been taken up yet");
        }
        var updated = count(status.map(value -> value.getUpdatedReplicas()));
        var available = count(status.map(value -> value.getAvailableReplicas()));
        var all = count(status.map(value -> value.getReplicas()));
        if (updated >= wanted && available >= wanted && all <= wanted) {
            return new Workload(label, Optional.empty(), "");
        }
        return progressing(label, pods(updated, available, wanted));
    }

    private static boolean isObserved(HasMetadata object, Optional<Long> observed) {
        return observed.orElse(0L) >= orZero(object.getMetadata().getGeneration());
    }

    private static String pods(int updated, int ready, int wanted) {
        return updated < wanted
                ? updated + " of " + wanted + " pods are of the current configuration"
                : ready + " of " + wanted + " pods are ready";
    }

    private static Workload progressing(String label, String message) {
        return new Workload(label, Optional.of(Reasons.PROGRESSING), message);
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }

    private static int count(Optional<Integer> count) {
        return count.orElse(0);
    }

    private static int orZero(Integer count) {
        return count == null ? 0 : count;
    }

    private static long orZero(Long count) {
        return count == null ? 0 : count;
    }
}
