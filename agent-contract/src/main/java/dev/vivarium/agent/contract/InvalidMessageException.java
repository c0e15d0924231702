package dev.vivarium.agent.contract;

/** A message body that breaks the contract; the message says where, in a sentence that may be shown to the sender. */
public final class InvalidMessageException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidMessageException(String message) {
        super(message);
    }
}
