package dev.vivarium.demo.cluster;

/** A request got no answer, or one that is no success. */
public final class HttpFailureException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String body;

    /** There was no answer. */
    public HttpFailureException(String message, Throwable cause) {
        super(message, cause);
        this.status = 0;
        this.body = "";
    }

    /**
     * @param status of the answer
     * @param body of the answer
     */
    public HttpFailureException(String message, int status, String body) {
        super(message);
        this.status = status;
        this.body = body;
    }

    /** HTTP status of the answer; 0 when there was none. */
    public int status() {
        return status;
    }

    /** The answer; empty when there was none. */
    public String body() {
        return body;
    }
}
