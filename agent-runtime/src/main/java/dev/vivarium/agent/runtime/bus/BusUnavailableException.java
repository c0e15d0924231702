package dev.vivarium.agent.runtime.bus;

/** The broker did not take a message, and nobody knows whether it will: the connection is lost, blocked or not there. */
public final class BusUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    public BusUnavailableException(String message) {
        super(message);
    }

    public BusUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
