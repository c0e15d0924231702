package dev.vivarium.operator.pods;

/** Leaves the making of desired state when a spec cannot be worked with; it never leaves the packages of desired state. */
public final class InvalidSpecException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient SpecProblem problem;

    public InvalidSpecException(String reason, String message) {
        super(message, null, false, false);
        this.problem = new SpecProblem(reason, message);
    }

    public SpecProblem problem() {
        return problem;
    }
}
