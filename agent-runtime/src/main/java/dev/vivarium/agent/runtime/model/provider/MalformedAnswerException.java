package dev.vivarium.agent.runtime.model.provider;

/** An answer is not what the provider's protocol says, or it ended early. */
final class MalformedAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedAnswerException(String message, Throwable cause) {
        super(message, cause);
    }
}
