package dev.vivarium.agent.runtime.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnOrigin;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.contract.TurnRequest;
import dev.vivarium.agent.runtime.turn.AgentTurnService;
import dev.vivarium.agent.runtime.turn.TurnContext;
import dev.vivarium.agent.runtime.turn.TurnListener;
import io.opentelemetry.context.Context;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.concurrent.Semaphore;

/**
 * Turns over HTTP. The answer is a {@link TurnReply} as JSON, or a stream of server-sent events that ends with it. At most {@code limits.maxConcurrentTurns}
 * run at a time; the bus has a bound of its own of the same size.
 */
@Path("/v1/turns")
@Consumes(MediaType.APPLICATION_JSON)
public class TurnResource {
    private static final String RETRY_AFTER_SECONDS = "1";

    /** Clients that name no type get JSON. */
    private static final String JSON = MediaType.APPLICATION_JSON + ";qs=1";

    private static final String EVENTS = MediaType.SERVER_SENT_EVENTS + ";qs=0.5";

    private final AgentTurnService turns;
    private final ObjectMapper json;
    private final Semaphore places;
    private final TurnBody body = new TurnBody();

    @Inject
    public TurnResource(AgentTurnService turns, ObjectMapper json, AgentConfiguration configuration) {
        this.turns = turns;
        this.json = json;
        places = new Semaphore(configuration.limits().maxConcurrentTurns());
    }

    /** One turn, answered when it has ended. */
    @POST
    @Produces(JSON)
    @Blocking
    @RunOnVirtualThread
    public Response turn(String text) {
        var request = enter(text);
        try {
            return response(turns.handle(request, context(), TurnListener.NONE));
        } finally {
            places.release();
        }
    }

    /**
     * One turn as server-sent events: {@code text} with a piece of the model's text, {@code tool} when a tool call begins or ends, and last {@code reply} with
     * the whole reply, also when the turn failed after the stream had begun. A client that goes away ends its turn.
     */
    @POST
    @Produces(EVENTS)
    @Blocking
    @RunOnVirtualThread
    public Multi<OutboundSseEvent> stream(String text, @jakarta.ws.rs.core.Context Sse sse) {
        var request = enter(text);
        var context = context();
        return Multi.createFrom().emitter(emitter -> {
            var thread = Thread.ofVirtual().name("turn-stream").unstarted(() -> {
                try {
                    var events = new SseTurn(sse, json, emitter::emit);
                    events.onReply(turns.handle(request, context, events));
                } finally {
                    places.release();
                    emitter.complete();
                }
            });
            emitter.onTermination(thread::interrupt);
            thread.start();
        });
    }

    /** Lets a request in, or ends it with a status. Whoever gets a request back must release its place. */
    private TurnRequest enter(String text) {
        TurnRequest request;
        try {
            request = body.read(text);
        } catch (TurnBody.BadBodyException e) {
            var nobody = new TurnRequest(null, null, null, null, null);
            throw refused(turns.refuse(nobody, TurnErrorType.INVALID_REQUEST, e.getMessage()));
        }
        if (request.origin() == TurnOrigin.DELEGATED) {
            // Only the bus delegates; who says so here is a user.
            request = new TurnRequest(
                    request.contractVersion(),
                    request.turnId(),
                    request.conversationId(),
                    request.input(),
                    TurnOrigin.USER);
        }
        turns.objection(request).ifPresent(reply -> {
            throw refused(reply);
        });
        if (!places.tryAcquire()) {
            throw refused(turns.refuse(
                    request,
                    TurnErrorType.OVERLOADED,
                    "The agent already handles as many turns as limits.maxConcurrentTurns allows."));
        }
        return request;
    }

    private static TurnContext context() {
        return new TurnContext(MessageHeaders.SOURCE_USER, 0, Context.current());
    }

    private static WebApplicationException refused(TurnReply reply) {
        return new WebApplicationException(response(reply));
    }

    private static Response response(TurnReply reply) {
        var response = Response.status(TurnStatus.of(reply)).entity(reply).type(MediaType.APPLICATION_JSON_TYPE);
        if (reply.error() != null && reply.error().type() == TurnErrorType.OVERLOADED) {
            response.header("Retry-After", RETRY_AFTER_SECONDS);
        }
        return response.build();
    }
}
