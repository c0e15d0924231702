package dev.vivarium.operator.pods;

/**
 * Something in a spec that the schema cannot exclude and that the operator cannot work with.
 *
 * @param reason a reason of the condition Accepted, see {@link dev.vivarium.operator.status.Reasons}
 * @param message a sentence for people that names the field
 */
public record SpecProblem(String reason, String message) {}
