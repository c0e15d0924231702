package dev.vivarium.operator.apply;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Tells what an error of the API server means for a child. */
final class ApiErrors {
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TOO_LARGE = 413;
    private static final int INVALID = 422;

    private ApiErrors() {}

    static ApplyProblem problem(String child, KubernetesClientException error) {
        var message = child + ": " + message(error);
        return switch (error.getCode()) {
            case CONFLICT ->
                isOfPrecondition(error)
                        ? new ApplyProblem.NotNow(child, message)
                        : new ApplyProblem.NameConflict(
                                child,
                                child + " was created by somebody else at the same time; it is left alone: "
                                        + message(error));
            case BAD_REQUEST, FORBIDDEN, NOT_FOUND, TOO_LARGE, INVALID -> new ApplyProblem.Refused(child, message);
            default -> new ApplyProblem.NotNow(child, message);
        };
    }

    /** The object that was to be changed has been replaced by another since it was last seen. */
    private static boolean isOfPrecondition(KubernetesClientException error) {
        return message(error).contains("Precondition failed")
                || message(error).contains("the object has been modified");
    }

    /** What the server said, without the client's account of the request. */
    static String message(KubernetesClientException error) {
        var status = error.getStatus();
        if (status != null
                && status.getMessage() != null
                && !status.getMessage().isBlank()) {
            return status.getMessage();
        }
        var cause = error.getCause();
        return cause != null && cause.getMessage() != null ? cause.getMessage() : String.valueOf(error.getMessage());
    }
}
