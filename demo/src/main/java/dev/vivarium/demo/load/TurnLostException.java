package dev.vivarium.demo.load;

/** A turn has no reply. */
public final class TurnLostException extends Exception {
    private static final long serialVersionUID = 1L;

    public TurnLostException(String message) {
        super(message);
    }

    public TurnLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
