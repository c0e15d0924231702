package dev.vivarium.operator.rollout;

/**
 * A health check of a pod that fails.
 *
 * @param reason what the check says; empty when it says nothing
 */
public record FailingCheck(String name, String reason) {}
