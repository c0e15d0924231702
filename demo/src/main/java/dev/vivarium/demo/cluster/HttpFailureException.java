package dev.vivarium.demo.cluster;

/** A request got no answer, or one that is no success. */
public final class HttpFailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    /** There was no answer. */
    public HttpFailureException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
    }

    /** @param status of the answer */
    public HttpFailureException(String message, int status) {
        super(message);
        this.status = status;
    }

    /** HTTP status of the answer; 0 when there was none. */
    public int status() {
        return status;
    }
}
