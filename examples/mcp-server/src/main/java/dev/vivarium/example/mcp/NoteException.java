package dev.vivarium.example.mcp;

/** A request about notes that cannot be fulfilled; the message is a sentence for the caller. */
public final class NoteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoteException(String message) {
        super(message);
    }
}
