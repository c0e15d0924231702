package dev.vivarium.operator.resolve;

/**
 * Something that a spec refers to and that cannot be used.
 *
 * @param effect what follows from it
 * @param reason a reason of the condition ResolvedRefs, see {@link dev.vivarium.operator.status.Reasons}
 * @param field path of the field that holds the reference, from the root of the resource
 * @param message a sentence for people that names the field and what is missing
 */
public record ResolutionProblem(Effect effect, String reason, String field, String message) {
    /** What follows from a problem. */
    public enum Effect {
        /** Pods would not work: what runs is kept and nothing new is rolled out. */
        BLOCKS,
        /** The pods run without what is missing. */
        DEGRADES
    }

    static ResolutionProblem blocks(String reason, String field, String message) {
        return new ResolutionProblem(Effect.BLOCKS, reason, field, field + ": " + message);
    }

    static ResolutionProblem degrades(String reason, String field, String message) {
        return new ResolutionProblem(Effect.DEGRADES, reason, field, field + ": " + message);
    }

    public boolean isBlocking() {
        return effect == Effect.BLOCKS;
    }
}
