package dev.vivarium.operator.apply;

/** Why children could not be brought to their desired state. Whoever gets one shows it to the user and tries again. */
public sealed interface ApplyProblem {
    /** The kind and name of the child that it is about. */
    String child();

    /** A sentence for people. */
    String message();

    /** An object of that name exists and is not the operator's; it was left alone. */
    record NameConflict(String child, String message) implements ApplyProblem {}

    /** The API server refused the child: it is invalid or the operator may not write it. Only a change of something helps. */
    record Refused(String child, String message) implements ApplyProblem {}

    /** The API server could not answer, or the child is just being deleted. Waiting helps. */
    record NotNow(String child, String message) implements ApplyProblem {}
}
