package dev.vivarium.operator.observabilitystack;

/** The notifications of a stack are of the form that the schema demands, and still mean nothing; the message names the field. Nothing is changed. */
public final class InvalidNotificationsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidNotificationsException(String message) {
        super(message);
    }
}
