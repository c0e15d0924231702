package dev.vivarium.example.mcp;

/** An expression that has no value; the message says what is wrong and where. */
public final class ExpressionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ExpressionException(String message) {
        super(message);
    }
}
