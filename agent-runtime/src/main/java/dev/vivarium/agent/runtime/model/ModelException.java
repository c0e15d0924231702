package dev.vivarium.agent.runtime.model;

import java.time.Duration;
import java.util.Optional;

/** A call of a model failed. The message is for people; it may hold what the provider said, but no key and no prompt. */
public final class ModelException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ModelErrorType type;
    private final transient Duration retryAfter;

    /** @param retryAfter how long the provider asks to wait before the next call; null when it does not */
    public ModelException(ModelErrorType type, String message, Throwable cause, Duration retryAfter) {
        super(message, cause);
        this.type = type;
        this.retryAfter = retryAfter;
    }

    public ModelException(ModelErrorType type, String message, Throwable cause) {
        this(type, message, cause, null);
    }

    public ModelException(ModelErrorType type, String message) {
        this(type, message, null);
    }

    public ModelErrorType type() {
        return type;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
