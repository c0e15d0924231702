package dev.vivarium.demo.cluster;

/** A request got no answer, or one that is no success. */
public final class HttpFailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HttpFailureException(String message, Throwable cause) {
        super(message, cause);
    }
}
