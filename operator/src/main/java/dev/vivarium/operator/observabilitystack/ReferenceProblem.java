package dev.vivarium.operator.observabilitystack;

/**
 * Something that the spec of a stack refers to and that cannot be used.
 *
 * @param reason of the condition ResolvedRefs
 */
record ReferenceProblem(String reason, String message) {
    ReferenceProblem of(String whose) {
        return new ReferenceProblem(reason, whose + ": " + message);
    }
}
