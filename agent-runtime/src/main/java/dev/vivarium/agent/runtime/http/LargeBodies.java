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

/** Gives requests with too large a body the same kind of answer as every other refused turn; Quarkus' own is empty. When the length is announced nothing of the body is read. */
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
        if (!path.startsWith(TURNS) && !path.startsWith(CHAT)) {
            request.next();
        } else if (announced(request) > limit) {
            refuse(
                    request,
                    "The body has " + announced(request) + " bytes, more than the " + limit + " that are taken.");
        } else if (UnannouncedBody.isIn(request.request())) {
            UnannouncedBody.read(
                    request,
                    limit,
                    () -> refuse(request, "The body has more than the " + limit + " bytes that are taken."));
        } else {
            request.next();
        }
    }

    private void refuse(RoutingContext request, String message) {
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
