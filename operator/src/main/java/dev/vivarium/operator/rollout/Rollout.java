package dev.vivarium.operator.rollout;

import static dev.vivarium.operator.status.ConditionDraft.isFalse;
import static dev.vivarium.operator.status.ConditionDraft.isTrue;
import static dev.vivarium.operator.status.ConditionTypes.READY;

import dev.vivarium.operator.status.ConditionDraft;
import dev.vivarium.operator.status.Reasons;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * How far a Deployment is.
 *
 * @param deployment empty when it is not there yet
 * @param pods those that the Deployment made, old and new
 */
public record Rollout(Optional<Deployment> deployment, List<Pod> pods) {
    private static final String BROKER_CHECK = "broker";

    public Rollout {
        pods = pods.stream()
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .toList();
    }

    /** Pods that exist; 0 when nothing is known. */
    public int replicas() {
        return count(DeploymentStatus::getReplicas);
    }

    /** Pods that are ready; 0 when nothing is known. */
    public int readyReplicas() {
        return count(DeploymentStatus::getReadyReplicas);
    }

    /** Whether the newest template runs in all the pods that are wanted, and they are ready. */
    public boolean isComplete() {
        return isObserved()
                && count(DeploymentStatus::getUpdatedReplicas) == desired()
                && readyReplicas() == desired()
                && replicas() == desired();
    }

    /** Whether it is complete and there are pods. */
    public boolean isReady() {
        return isComplete() && desired() > 0;
    }

    /**
     * What Ready says when the children are as desired.
     *
     * @param failingChecks what is known of why a running pod is not ready
     */
    public ConditionDraft ready(Function<Pod, List<FailingCheck>> failingChecks) {
        if (deployment.isEmpty()) {
            return isFalse(READY, Reasons.PROGRESSING, "the Deployment is being created");
        }
        if (isComplete()) {
            return desired() == 0
                    ? isFalse(READY, Reasons.SCALED_TO_ZERO, "spec.replicas is 0")
                    : isTrue(READY, Reasons.READY, readyReplicas() + " of " + desired() + " pods are ready");
        }
        return podProblem()
                .or(() -> notReady(failingChecks))
                .or(this::replicaFailure)
                .map(problem -> isFalse(READY, problem.reason(), problem.message()))
                .orElseGet(() -> isFalse(READY, Reasons.PROGRESSING, progress()));
    }

    private String progress() {
        if (!isObserved()) {
            return "the Deployment controller has not seen the change yet";
        }
        return count(DeploymentStatus::getUpdatedReplicas) + " of " + desired()
                + " pods are of the current configuration, " + readyReplicas() + " ready";
    }

    private Optional<PodProblem> podProblem() {
        return pods.stream()
                .filter(pod -> !pod.isMarkedForDeletion() && !PodProblems.isReady(pod))
                .flatMap(pod -> PodProblems.of(pod).stream())
                .findFirst();
    }

    private Optional<PodProblem> notReady(Function<Pod, List<FailingCheck>> failingChecks) {
        return pods.stream()
                .filter(PodProblems::isRunningUnready)
                .flatMap(pod -> failingChecks.apply(pod).stream())
                .min(Comparator.comparing((FailingCheck check) -> !BROKER_CHECK.equals(check.name()))
                        .thenComparing(FailingCheck::name)
                        .thenComparing(FailingCheck::reason))
                .map(Rollout::problem);
    }

    private static PodProblem problem(FailingCheck check) {
        if (BROKER_CHECK.equals(check.name())) {
            return new PodProblem(
                    Reasons.BROKER_UNREACHABLE,
                    "the pods cannot take turns from the message broker"
                            + (check.reason().isEmpty() ? "" : ": " + check.reason()));
        }
        return new PodProblem(
                Reasons.NOT_READY,
                "the readiness check " + check.name() + " of the pods fails"
                        + (check.reason().isEmpty() ? "" : ": " + check.reason()));
    }

    private Optional<PodProblem> replicaFailure() {
        return condition("ReplicaFailure")
                .filter(condition -> "True".equals(condition.getStatus()))
                .map(condition ->
                        new PodProblem(Reasons.PODS_NOT_CREATED, "pods cannot be created: " + condition.getMessage()))
                .or(() -> condition("Progressing")
                        .filter(condition -> "ProgressDeadlineExceeded".equals(condition.getReason()))
                        .map(condition -> new PodProblem(
                                Reasons.NOT_READY, "the rollout does not end: " + condition.getMessage())));
    }

    private Optional<DeploymentCondition> condition(String type) {
        return deployment.map(Deployment::getStatus).stream()
                .flatMap(status -> status.getConditions().stream())
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    private boolean isObserved() {
        return deployment
                .filter(found -> found.getStatus() != null && found.getStatus().getObservedGeneration() != null)
                .filter(found -> found.getStatus().getObservedGeneration()
                        >= found.getMetadata().getGeneration())
                .isPresent();
    }

    private int desired() {
        return deployment.map(found -> found.getSpec().getReplicas()).orElse(1); // The API's default.
    }

    /** Counts are absent, not 0, in the status of a Deployment that has none. */
    private int count(Function<DeploymentStatus, Integer> count) {
        return deployment.map(Deployment::getStatus).map(count).orElse(0);
    }
}
