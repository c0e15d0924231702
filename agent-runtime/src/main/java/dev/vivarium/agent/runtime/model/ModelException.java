package dev.vivarium.agent.runtime.model;

import java.time.Duration;
import java.util.Optional;

/** A call of a model failed. The message is for people; it may hold what the provider said, but no key and no prompt. */
public final class ModelException extends Exception {
    private static final long serialVersionUID = 1L;

    private final ModelErrorType type;
    private final transient Duration retryAfter;
    private final transient TokenCounts tokens;

    private ModelException(
            ModelErrorType type, String message, Throwable cause, Duration retryAfter, TokenCounts tokens) {
        super(message, cause);
        this.type = type;
        this.retryAfter = retryAfter;
        this.tokens = tokens;
    }

    /** @param retryAfter how long the provider asks to wait before the next call; null when it does not */
    public ModelException(ModelErrorType type, String message, Throwable cause, Duration retryAfter) {
        this(type, message, cause, retryAfter, null);
    }

    public ModelException(ModelErrorType type, String message, Throwable cause) {
        this(type, message, cause, null);
    }

    public ModelException(ModelErrorType type, String message) {
        this(type, message, null);
    }

    /** The same failure of a call that had used so much before it failed; null when nothing is known of it. */
    public ModelException having(TokenCounts used) {
        return new ModelException(type, getMessage(), getCause(), retryAfter, used);
    }

    public ModelErrorType type() {
        return type;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** What the provider had said of the call's use before it failed. */
    public Optional<TokenCounts> tokens() {
        return Optional.ofNullable(tokens);
    }
}
