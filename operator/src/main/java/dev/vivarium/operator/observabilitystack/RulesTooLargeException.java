package dev.vivarium.operator.observabilitystack;

/** The rules of a stack do not fit the ConfigMaps that they are put into; the message says by what. */
public final class RulesTooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RulesTooLargeException(String message) {
        super(message);
    }
}
