package dev.vivarium.agent.runtime.model;

/** A call of a model failed. The message is for people; it may hold what the provider said, but no key and no prompt. */
public final class ModelException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ModelErrorType type;

    public ModelException(ModelErrorType type, String message, Throwable cause) {
        super(message, cause);
        this.type = type;
    }

    public ModelException(ModelErrorType type, String message) {
        this(type, message, null);
    }

    public ModelErrorType type() {
        return type;
    }
}
