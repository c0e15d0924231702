package dev.vivarium.operator.rollout;

/**
 * Why a pod is not ready.
 *
 * @param reason a reason of the condition Ready, see {@link dev.vivarium.operator.status.Reasons}
 * @param message a sentence for people; it stays the same while the problem does
 */
public record PodProblem(String reason, String message) {}
