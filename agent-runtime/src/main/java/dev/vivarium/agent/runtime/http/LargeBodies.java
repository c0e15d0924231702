package dev.vivarium.agent.runtime.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnRequest;
import dev.vivarium.agent.runtime.turn.AgentTurnService;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Gives requests that announce too large a body the same kind of answer as every other refused turn, before the body is read; Quarkus' own is empty. */
@Singleton
public class LargeBodies {
    private static final int BEFORE_THE_LIMIT_OF_QUARKUS = 1_000_000;
    private static final int TOO_LARGE = 413;
    private static final String TURNS = "/v1/turns";
    private static final String CHAT = "/v1/chat/completions";

    private final AgentTurnService turns;
    private final ObjectMapper json;
    private final long limit;

    @Inject
    public LargeBodies(
            AgentTurnService turns,
            ObjectMapper json,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit) {
        this.turns = turns;
        this.json = json;
        this.limit = limit.asLongValue();
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_THE_LIMIT_OF_QUARKUS);
    }

    private void check(RoutingContext request) {
        var path = request.normalizedPath();
        if ((path.startsWith(TURNS) || path.startsWith(CHAT)) && announced(request) > limit) {
            refuse(request);
        } else {
            request.next();
        }
    }

    private void refuse(RoutingContext request) {
        var message = "The body has " + announced(request) + " bytes, more than the " + limit + " that are taken.";
        var refusal =
                turns.refuse(new TurnRequest(null, null, null, null, null), TurnErrorType.INVALID_REQUEST, message);
        var chat = request.normalizedPath().startsWith(CHAT);
        var reply = chat ? ChatError.of(TurnErrorType.INVALID_REQUEST, null, message) : refusal;
        try {
            var response =
                    request.response().setStatusCode(TOO_LARGE).putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
            // Spares reading the rest; HTTP/2 resets the stream instead and forbids the header.
            if (request.request().version() != HttpVersion.HTTP_2) {
                response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            response.end(json.writeValueAsString(reply));
        } catch (JsonProcessingException e) {
            request.fail(e);
        }
    }

    private static long announced(RoutingContext request) {
        var length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
