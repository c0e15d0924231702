package dev.vivarium.operator.apply;

import java.util.List;
import java.util.Optional;

/**
 * What came of applying the children of a resource.
 *
 * @param changes what was written, in order; empty when everything was as desired
 * @param problem the first problem; what comes after it in the order of application was left as it was
 */
public record ApplyResult(List<Change> changes, Optional<ApplyProblem> problem) {
    public ApplyResult {
        changes = List.copyOf(changes);
    }

    /** What happened to a child. */
    public enum Action {
        CREATED,
        UPDATED,
        DELETED
    }

    /** @param child kind and name */
    public record Change(Action action, String child) {}

    /** Whether every child is as desired now. */
    public boolean isProgrammed() {
        return problem.isEmpty();
    }
}
