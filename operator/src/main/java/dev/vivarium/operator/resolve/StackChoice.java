package dev.vivarium.operator.resolve;

import dev.vivarium.api.v1alpha1.ObservabilityStack;
import java.util.Optional;

/** Which ObservabilityStack a resource uses. */
public sealed interface StackChoice {
    /** The stack in use. */
    record Chosen(ObservabilityStack stack) implements StackChoice {}

    /** There is none to choose from; the resource runs without telemetry. */
    record None() implements StackChoice {}

    /** None can be used, for a reason that the user can mend; until then the resource runs without telemetry. */
    record Unusable(ResolutionProblem cause) implements StackChoice {}

    default Optional<ObservabilityStack> chosen() {
        return this instanceof Chosen choice ? Optional.of(choice.stack()) : Optional.empty();
    }

    default Optional<ResolutionProblem> problem() {
        return this instanceof Unusable choice ? Optional.of(choice.cause()) : Optional.empty();
    }
}
