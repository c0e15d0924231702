package dev.vivarium.operator.promql;

/** A text is no expression of PromQL; the message says what is wrong and where, as a sentence without its end. */
public final class PromqlException extends Exception {
    private static final long serialVersionUID = 1L;

    PromqlException(int position, String message) {
        super("at character " + (position + 1) + ": " + message);
    }
}
