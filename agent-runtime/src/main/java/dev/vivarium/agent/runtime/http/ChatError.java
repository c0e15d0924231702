package dev.vivarium.agent.runtime.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vivarium.agent.contract.TurnErrorType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An error in the shape of OpenAI's API. */
@Schema(name = "ChatError")
record ChatError(Body error) {
    /** Clients of OpenAI heed it: a turn that was begun is not to be run again, with all that its tools do, just because it failed. */
    private static final String SHOULD_RETRY = "x-should-retry";

    /**
     * @param type {@code invalid_request_error}, {@code rate_limit_exceeded} or {@code server_error}
     * @param param the field that is wrong, null when it is none
     * @param code a {@link TurnErrorType}, or {@code model_not_found}
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "ChatErrorBody")
    record Body(String message, String type, String param, String code) {}

    static ChatError of(TurnErrorType type, String param, String message) {
        return new ChatError(new Body(message, kind(TurnStatus.of(type)), param, type.value()));
    }

    static ChatError unknownModel(String model) {
        return new ChatError(
                new Body("The model '" + model + "' does not exist.", kind(404), "model", "model_not_found"));
    }

    static Response response(TurnErrorType type, String param, String message) {
        var begun = type != TurnErrorType.OVERLOADED && type != TurnErrorType.SHUTTING_DOWN;
        var response = Response.status(TurnStatus.of(type))
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(of(type, param, message))
                .header(SHOULD_RETRY, !begun);
        if (type == TurnErrorType.OVERLOADED) {
            response.header("Retry-After", Overload.RETRY_AFTER_SECONDS);
        }
        return response.build();
    }

    private static String kind(int status) {
        if (status == 429) {
            return "rate_limit_exceeded";
        }
        return status < 500 ? "invalid_request_error" : "server_error";
    }
}
