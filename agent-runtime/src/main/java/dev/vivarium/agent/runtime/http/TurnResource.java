package dev.vivarium.agent.runtime.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnOrigin;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.contract.TurnRequest;
import dev.vivarium.agent.runtime.turn.AgentTurnService;
import dev.vivarium.agent.runtime.turn.TurnContext;
import dev.vivarium.agent.runtime.turn.TurnListener;
import dev.vivarium.agent.runtime.turn.TurnPlace;
import dev.vivarium.agent.runtime.turn.TurnPlaces;
import io.opentelemetry.context.Context;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Multi;
import io.vertx.ext.web.RoutingContext;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * Turns over HTTP. The answer is a {@link TurnReply} as JSON, or a stream of server-sent events that ends with it. How many run at a
 * time is bounded, see {@link TurnPlaces}.
 */
@Path("/v1/turns")
@Consumes(MediaType.APPLICATION_JSON)
public class TurnResource {
    /** Clients that name no type get JSON. */
    private static final String JSON = MediaType.APPLICATION_JSON + ";qs=1";

    private static final String EVENTS = MediaType.SERVER_SENT_EVENTS + ";qs=0.5";

    private final AgentTurnService turns;
    private final ObjectMapper json;
    private final TurnPlaces places;
    private final TurnBody body = new TurnBody();

    @Inject
    public TurnResource(AgentTurnService turns, ObjectMapper json, TurnPlaces places) {
        this.turns = turns;
        this.json = json;
        this.places = places;
    }

    /** One turn, answered when it has ended. A client that goes away ends its turn. */
    @POST
    @Operation(
            operationId = "turn",
            summary = "Handle one turn",
            description =
                    "Answers with the reply when the turn has ended. With 'Accept: text/event-stream' the answer is a stream of the events"
                            + " 'text', 'tool' and, last, 'reply'.")
    @APIResponse(
            responseCode = "200",
            description = "The reply",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = TurnReply.class)),
                @Content(mediaType = MediaType.SERVER_SENT_EVENTS, schema = @Schema(implementation = String.class))
            })
    @APIResponse(
            responseCode = "default",
            description =
                    "A reply with an error: 400 and 413 invalid_request, 422 content_filtered, 429 overloaded, 500 max_iterations and internal, 502 provider_error,"
                            + " 503 shutting_down, 504 timeout",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = TurnReply.class)))
    @Produces(JSON)
    @Blocking
    @RunOnVirtualThread
    public Response turn(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = TurnRequest.class)))
                    String text,
            @jakarta.ws.rs.core.Context RoutingContext http) {
        var request = admit(text);
        try (var place = take(request);
                var caller = Caller.watch(http)) {
            return response(turns.handle(request, context(Context.current(), place), TurnListener.NONE));
        }
    }

    /**
     * One turn as server-sent events: {@code text} with a piece of the model's text, {@code tool} when a tool call begins or ends, and last {@code reply} with
     * the whole reply, also when the turn failed after the stream had begun. A client that goes away ends its turn.
     */
    @POST
    @Operation(hidden = true)
    @Produces(EVENTS)
    @Blocking
    @RunOnVirtualThread
    public Multi<OutboundSseEvent> stream(
            String text, @jakarta.ws.rs.core.Context Sse sse, @jakarta.ws.rs.core.Context RoutingContext http) {
        var request = admit(text);
        var trace = Context.current();
        var place = take(request);
        var reserved = ReservedPlace.of(place, http);
        return Multi.createFrom().emitter(emitter -> {
            if (!reserved.begin()) {
                emitter.complete();
                return;
            }
            var thread = Thread.ofVirtual().name("turn-stream").unstarted(() -> {
                try (place) {
                    var events = new SseTurn(sse, json, emitter::emit);
                    events.onReply(turns.handle(request, context(trace, place), events));
                } finally {
                    emitter.complete();
                }
            });
            emitter.onTermination(thread::interrupt);
            start(thread, place);
        });
    }

    private static void start(Thread turn, TurnPlace place) {
        var started = false;
        try {
            turn.start();
            started = true;
        } finally {
            if (!started) {
                place.close();
            }
        }
    }

    /** Reads a request that can become a turn, or ends it with a status. */
    private TurnRequest admit(String text) {
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
        return request;
    }

    /** Takes a place, or ends the request with a status. */
    private TurnPlace take(TurnRequest request) {
        return places.tryTake()
                .orElseThrow(() -> refused(turns.refuse(request, TurnErrorType.OVERLOADED, Overload.ALL_TAKEN)));
    }

    private static TurnContext context(Context trace, TurnPlace place) {
        return new TurnContext(MessageHeaders.SOURCE_USER, 0, trace, place);
    }

    private static WebApplicationException refused(TurnReply reply) {
        return new WebApplicationException(response(reply));
    }

    private static Response response(TurnReply reply) {
        var response = Response.status(TurnStatus.of(reply)).entity(reply).type(MediaType.APPLICATION_JSON_TYPE);
        if (reply.error() != null && reply.error().type() == TurnErrorType.OVERLOADED) {
            response.header("Retry-After", Overload.RETRY_AFTER_SECONDS);
        }
        return response.build();
    }
}
