package dev.vivarium.operator.rollout;

import dev.vivarium.operator.status.Reasons;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Tells from the status of a pod why it is not ready, in words that do not change with every restart. */
public final class PodProblems {
    private static final Set<String> PULL_REASONS =
            Set.of("ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable");
    private static final Set<String> START_REASONS =
            Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError", "PreCreateHookError");
    /** What the kubelet says between two attempts; the cause comes after it. */
    private static final String BACK_OFF_CAUSE = ": ErrImagePull: ";

    private static final int MAX_LAST_WORDS = 1000;

    private PodProblems() {}

    /** The problem that keeps the pod from being ready, if its status shows one. */
    public static Optional<PodProblem> of(Pod pod) {
        return scheduling(pod)
                .or(() -> containers(pod)
                        .flatMap(status -> container(pod, status).stream())
                        .findFirst());
    }

    public static boolean isReady(Pod pod) {
        return conditions(pod)
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    /** Since when the pod is ready; empty when it is not. */
    public static Optional<Instant> readySince(Pod pod) {
        return conditions(pod)
                .filter(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()))
                .flatMap(condition -> Optional.ofNullable(condition.getLastTransitionTime()).stream())
                .map(Instant::parse)
                .findFirst();
    }

    /** Whether every container runs and the pod is only kept back by its readiness checks. */
    public static boolean isRunningUnready(Pod pod) {
        return !isReady(pod)
                && !pod.isMarkedForDeletion()
                && pod.getStatus() != null
                && "Running".equals(pod.getStatus().getPhase())
                && pod.getStatus().getPodIP() != null
                && pod.getStatus().getContainerStatuses().stream()
                        .allMatch(status ->
                                status.getState() != null && status.getState().getRunning() != null);
    }

    private static Optional<PodProblem> scheduling(Pod pod) {
        return conditions(pod)
                .filter(condition -> "PodScheduled".equals(condition.getType())
                        && "False".equals(condition.getStatus())
                        && "Unschedulable".equals(condition.getReason()))
                .findFirst()
                .map(condition -> new PodProblem(
                        Reasons.UNSCHEDULABLE, "no node can take the pod: " + text(condition.getMessage())));
    }

    private static Optional<PodProblem> container(Pod pod, ContainerStatus status) {
        var waiting = status.getState() == null ? null : status.getState().getWaiting();
        if (waiting != null && PULL_REASONS.contains(waiting.getReason())) {
            return Optional.of(new PodProblem(
                    Reasons.IMAGE_PULL_FAILED,
                    "image " + image(pod, status) + " of container " + status.getName() + " cannot be pulled: "
                            + pullMessage(waiting)));
        }
        if (waiting != null && START_REASONS.contains(waiting.getReason())) {
            return Optional.of(new PodProblem(
                    Reasons.CONTAINER_CANNOT_START,
                    "container " + status.getName() + " cannot start: " + text(waiting.getMessage())));
        }
        return lastEnd(pod, status, waiting)
                .map(end ->
                        new PodProblem(Reasons.CRASH_LOOPING, "container " + status.getName() + " " + lastWords(end)));
    }

    /** How the container ended, when it ends again and again; between two ends it may be running for a moment. */
    private static Optional<ContainerStateTerminated> lastEnd(
            Pod pod, ContainerStatus status, ContainerStateWaiting waiting) {
        var restarts = status.getRestartCount() == null ? 0 : status.getRestartCount();
        var loops = waiting != null && "CrashLoopBackOff".equals(waiting.getReason());
        if (Boolean.TRUE.equals(status.getReady())
                || (!loops && restarts == 0)
                || becameUnreadyWhileRunning(pod, status)) {
            return Optional.empty();
        }
        var now = status.getState() == null ? null : status.getState().getTerminated();
        var last = status.getLastState() == null ? null : status.getLastState().getTerminated();
        return Optional.ofNullable(now != null ? now : last);
    }

    /** Then its last end, which may be long ago, is not what keeps it from being ready. */
    private static boolean becameUnreadyWhileRunning(Pod pod, ContainerStatus status) {
        var running = status.getState() == null ? null : status.getState().getRunning();
        return running != null
                && running.getStartedAt() != null
                && conditions(pod)
                        .filter(condition -> "Ready".equals(condition.getType()))
                        .flatMap(condition -> Optional.ofNullable(condition.getLastTransitionTime()).stream())
                        .anyMatch(unready -> Instant.parse(unready).isAfter(Instant.parse(running.getStartedAt())));
    }

    private static String lastWords(ContainerStateTerminated end) {
        var how = "OOMKilled".equals(end.getReason())
                ? "is killed for using more memory than its limit"
                : "ends again and again, with exit code " + end.getExitCode();
        var said = text(end.getMessage()).strip();
        if (said.isEmpty()) {
            return how;
        }
        // The end of a log tells more than its beginning.
        var kept = said.length() <= MAX_LAST_WORDS ? said : "…" + said.substring(said.length() - MAX_LAST_WORDS);
        return how + "; it last said: " + kept;
    }

    private static String pullMessage(ContainerStateWaiting waiting) {
        var message = text(waiting.getMessage());
        var cause = message.indexOf(BACK_OFF_CAUSE);
        return cause >= 0
                ? message.substring(cause + BACK_OFF_CAUSE.length())
                : message.isEmpty() ? waiting.getReason() : message;
    }

    /** As the pod asks for it; the status may show what it resolved to. */
    private static String image(Pod pod, ContainerStatus status) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .filter(container -> container.getName().equals(status.getName()))
                .map(container -> container.getImage())
                .findFirst()
                .orElse(status.getImage());
    }

    private static Stream<ContainerStatus> containers(Pod pod) {
        if (pod.getStatus() == null) {
            return Stream.empty();
        }
        return Stream.of(
                        pod.getStatus().getInitContainerStatuses(),
                        pod.getStatus().getContainerStatuses())
                .flatMap(List::stream);
    }

    private static Stream<PodCondition> conditions(Pod pod) {
        return pod.getStatus() == null ? Stream.empty() : pod.getStatus().getConditions().stream();
    }

    private static String text(String message) {
        return message == null ? "" : message;
    }
}
