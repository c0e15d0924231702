package dev.vivarium.agent.runtime.model.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.vivarium.agent.runtime.model.ModelErrorType;
import dev.vivarium.agent.runtime.model.ModelException;
import java.io.IOException;
import java.time.Duration;

/** Puts whatever the client library throws into the closed set of model errors. */
final class ProviderErrors {
    private static final int LONGEST_MESSAGE = 300;

    private ProviderErrors() {}

    static ModelException translate(Throwable failure) {
        var type = type(failure);
        return new ModelException(type, message(type, failure), failure, retryAfter(failure));
    }

    private static Duration retryAfter(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedException refused) {
                return refused.retryAfter().orElse(null);
            }
        }
        return null;
    }

    private static ModelErrorType type(Throwable failure) {
        return switch (failure) {
            case AuthenticationException e -> ModelErrorType.AUTHENTICATION;
            case RateLimitException e -> ModelErrorType.RATE_LIMITED;
            case ContentFilteredException e -> ModelErrorType.CONTENT_FILTERED;
            case ModelNotFoundException e -> ModelErrorType.MODEL_NOT_FOUND;
            case InvalidRequestException e -> ofRefusedRequest(e);
            case InternalServerException e -> ModelErrorType.SERVER_ERROR;
            case TimeoutException e -> ModelErrorType.TIMEOUT;
            case UnresolvedModelServerException e -> ModelErrorType.CONNECTION;
            case MalformedAnswerException e -> ModelErrorType.MALFORMED_RESPONSE;
            case ReportedErrorException e -> e.type();
            default -> ofCause(failure);
        };
    }

    /** Some services refuse what their filter does not let pass with the status of a request that is wrong. */
    private static ModelErrorType ofRefusedRequest(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedException refused && isFiltered(refused.getMessage())) {
                return ModelErrorType.CONTENT_FILTERED;
            }
        }
        return ModelErrorType.INVALID_REQUEST;
    }

    private static boolean isFiltered(String body) {
        try {
            return ReportedErrors.of(Events.read(body))
                    .filter(error -> error.type() == ModelErrorType.CONTENT_FILTERED)
                    .isPresent();
        } catch (MalformedAnswerException e) {
            return false;
        }
    }

    private static ModelErrorType ofCause(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            // Jackson's exceptions are IOExceptions too.
            if (cause instanceof JsonProcessingException) {
                return ModelErrorType.MALFORMED_RESPONSE;
            }
            if (cause instanceof IOException) {
                return ModelErrorType.CONNECTION;
            }
        }
        return ModelErrorType.OTHER;
    }

    private static String message(ModelErrorType type, Throwable failure) {
        return switch (type) {
            // Providers repeat parts of the key in these answers.
            case AUTHENTICATION -> "the provider does not accept the API key";
            case RATE_LIMITED -> "the provider's rate limit is reached";
            case TIMEOUT -> "the provider did not answer in time";
            case CONNECTION -> "the provider cannot be reached";
            case MALFORMED_RESPONSE -> "the provider's answer is not what its protocol says";
            case MODEL_NOT_FOUND -> "the provider does not know the model or the address";
            default -> shorten(failure.getMessage());
        };
    }

    private static String shorten(String text) {
        var oneLine =
                text == null ? "no reason given" : text.replaceAll("\\s+", " ").strip();
        return oneLine.length() <= LONGEST_MESSAGE ? oneLine : oneLine.substring(0, LONGEST_MESSAGE) + "...";
    }
}
