package dev.vivarium.agent.runtime.http;

import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnReply;

/** HTTP status codes of replies. */
final class TurnStatus {
    private TurnStatus() {}

    static int of(TurnReply reply) {
        return reply.error() == null ? 200 : of(reply.error().type());
    }

    static int of(TurnErrorType type) {
        return switch (type) {
            case INVALID_REQUEST -> 400;
            case PARENT_NOT_ALLOWED, DEPTH_EXCEEDED -> 403;
            case CONTENT_FILTERED -> 422;
            case OVERLOADED -> 429;
            case MAX_ITERATIONS, CANCELLED, INTERNAL -> 500;
            case PROVIDER_ERROR -> 502;
            case SHUTTING_DOWN -> 503;
            case TIMEOUT -> 504;
        };
    }
}
