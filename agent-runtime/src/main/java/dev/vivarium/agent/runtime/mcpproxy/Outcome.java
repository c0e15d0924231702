package dev.vivarium.agent.runtime.mcpproxy;

import com.fasterxml.jackson.databind.JsonNode;

/** How an operation ended. */
sealed interface Outcome {
    record Succeeded() implements Outcome {}

    /** The tool ran and said itself that it failed. */
    record ToolFailed() implements Outcome {}

    /** The server answered with an error of JSON-RPC. */
    record Refused(int code) implements Outcome {}

    /** The server answered with an HTTP status and nothing of the protocol. */
    record HttpFailed(int status) implements Outcome {}

    /** There is no answer. */
    record Unanswered(Cause cause) implements Outcome {}

    /** That which an answer of JSON-RPC tells. */
    static Outcome of(JsonNode answer) {
        if (answer.has("error")) {
            return new Refused(answer.path("error").path("code").asInt());
        }
        return answer.path("result").path("isError").asBoolean(false) ? new ToolFailed() : new Succeeded();
    }

    /** Why there is no answer. */
    enum Cause {
        /** Nobody listened. */
        UNREACHABLE("unreachable"),
        /** The connection to the server ended before the answer. */
        CONNECTION_CLOSED("connection_closed"),
        /** The client did not wait for the answer. */
        CANCELLED("cancelled"),
        /** The message was too large to be passed on. */
        REQUEST_TOO_LARGE("request_too_large"),
        /** As many requests as may be were under way, or the proxy was about to end. */
        OVERLOADED("overloaded");

        private final String errorType;

        Cause(String errorType) {
            this.errorType = errorType;
        }

        String errorType() {
            return errorType;
        }
    }
}
