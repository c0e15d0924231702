package dev.vivarium.demo.cluster;

/** Something did not happen before its deadline; the message says what. */
public final class NotInTimeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotInTimeException(String message) {
        super(message);
    }
}
