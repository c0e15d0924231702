package dev.vivarium.agent.runtime.model.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vivarium.agent.runtime.model.ModelErrorType;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads errors as providers write them into their answers: an object {@code error} with a {@code code} (a word, or the HTTP status that the error would have), a
 * {@code type} (OpenAI, Anthropic) or a {@code status} (Gemini), or a text {@code error} (Ollama). Some compatible servers have the object without the field around it.
 */
final class ReportedErrors {
    private static final Map<String, ModelErrorType> WORDS = Map.ofEntries(
            Map.entry("rate_limit_exceeded", ModelErrorType.RATE_LIMITED),
            Map.entry("rate_limit_error", ModelErrorType.RATE_LIMITED),
            Map.entry("insufficient_quota", ModelErrorType.RATE_LIMITED),
            Map.entry("resource_exhausted", ModelErrorType.RATE_LIMITED),
            Map.entry("authentication_error", ModelErrorType.AUTHENTICATION),
            Map.entry("permission_error", ModelErrorType.AUTHENTICATION),
            Map.entry("invalid_api_key", ModelErrorType.AUTHENTICATION),
            Map.entry("unauthenticated", ModelErrorType.AUTHENTICATION),
            Map.entry("permission_denied", ModelErrorType.AUTHENTICATION),
            Map.entry("not_found_error", ModelErrorType.MODEL_NOT_FOUND),
            Map.entry("model_not_found", ModelErrorType.MODEL_NOT_FOUND),
            Map.entry("not_found", ModelErrorType.MODEL_NOT_FOUND),
            Map.entry("content_filter", ModelErrorType.CONTENT_FILTERED),
            Map.entry("content_policy_violation", ModelErrorType.CONTENT_FILTERED),
            Map.entry("context_length_exceeded", ModelErrorType.INVALID_REQUEST),
            Map.entry("invalid_request_error", ModelErrorType.INVALID_REQUEST),
            Map.entry("request_too_large", ModelErrorType.INVALID_REQUEST),
            Map.entry("invalid_argument", ModelErrorType.INVALID_REQUEST));

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int INTERNAL_ERROR = 500;

    private ReportedErrors() {}

    /** The error that an event of an answer, or the body of a refusal, reports. */
    static Optional<ReportedErrorException> of(JsonNode event) {
        var error = "error".equals(event.path("object").asText()) ? event : event.path("error");
        if (error.isTextual()) {
            return Optional.of(new ReportedErrorException(ModelErrorType.SERVER_ERROR, error.textValue()));
        }
        return error.isObject()
                ? Optional.of(new ReportedErrorException(
                        type(error), error.path("message").asText("no reason given")))
                : Optional.empty();
    }

    /** The most particular that is known: what the error is called, else the status that it would have. */
    private static ModelErrorType type(JsonNode error) {
        return Stream.of("code", "type", "status")
                .map(field -> WORDS.get(error.path(field).asText().toLowerCase(Locale.ROOT)))
                .filter(type -> type != null)
                .findFirst()
                .orElseGet(() -> ofStatus(error.path("code").asInt()));
    }

    private static ModelErrorType ofStatus(int status) {
        return switch (status) {
            case UNAUTHORIZED, FORBIDDEN -> ModelErrorType.AUTHENTICATION;
            case NOT_FOUND -> ModelErrorType.MODEL_NOT_FOUND;
            case TOO_MANY_REQUESTS -> ModelErrorType.RATE_LIMITED;
            default ->
                status >= BAD_REQUEST && status < INTERNAL_ERROR
                        ? ModelErrorType.INVALID_REQUEST
                        : ModelErrorType.SERVER_ERROR;
        };
    }
}
