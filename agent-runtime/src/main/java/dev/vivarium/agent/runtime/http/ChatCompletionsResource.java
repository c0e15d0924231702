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
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.logging.Logger;

/**
 * Turns for clients of OpenAI's API. The client keeps the conversation: its messages are the history of the turn, and the agent remembers nothing of it. The
 * agent's model, tools and limits are its own; the header {@link #IGNORED} names what the client set and nobody heeded.
 */
@Path("/v1/chat/completions")
public class ChatCompletionsResource {
    static final String IGNORED = "X-Vivarium-Ignored";

    private static final Logger LOG = Logger.getLogger(ChatCompletionsResource.class);

    private final AgentTurnService turns;
    private final ObjectMapper json;
    private final TurnPlaces places;
    private final Clock clock;

    @Inject
    public ChatCompletionsResource(AgentTurnService turns, ObjectMapper json, TurnPlaces places, Clock clock) {
        this.turns = turns;
        this.json = json;
        this.places = places;
        this.clock = clock;
    }

    @POST
    @Blocking
    @RunOnVirtualThread
    @Consumes(MediaType.WILDCARD)
    @Operation(
            operationId = "chatCompletion",
            summary = "Handle one turn, in the format of OpenAI's API",
            description =
                    "Fields that are not described here are ignored; the answer's header X-Vivarium-Ignored names those that were set."
                            + " With 'stream: true' the answer is a stream of server-sent events, chunks of the answer and at last [DONE];"
                            + " a turn that fails after the stream began ends it with an event that holds the error."
                            + " The finish reason is 'stop', 'length' when the model came to its most tokens, or 'content_filter' when its provider refused.")
    @APIResponse(
            responseCode = "200",
            description = "The answer",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ChatCompletion.class)))
    @APIResponse(
            responseCode = "default",
            description =
                    "The error: 400 and 413 invalid_request, 429 overloaded, 500 max_iterations and internal, 502 provider_error, 503 shutting_down,"
                            + " 504 timeout",
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(implementation = ChatError.class)))
    public Response complete(
            @RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_JSON,
                                            schema = @Schema(implementation = ChatRequest.class)))
                    String body,
            @jakarta.ws.rs.core.Context RoutingContext http) {
        ChatTurn chat;
        try {
            chat = ChatTurn.read(body);
        } catch (ChatTurn.BadRequestException e) {
            turns.refuse(new TurnRequest(null, null, null, null, null), TurnErrorType.INVALID_REQUEST, e.getMessage());
            return ChatError.response(TurnErrorType.INVALID_REQUEST, e.parameter(), e.getMessage());
        }
        var request = new TurnRequest(null, UUID.randomUUID().toString(), null, chat.input(), TurnOrigin.USER);
        var objection = turns.objection(request);
        if (objection.isPresent()) {
            return failed(objection.get());
        }
        var place = places.tryTake();
        if (place.isEmpty()) {
            return failed(turns.refuse(request, TurnErrorType.OVERLOADED, Overload.ALL_TAKEN));
        }
        return chat.request().isStream()
                ? stream(chat, request, place.get(), http)
                : whole(chat, request, place.get(), http);
    }

    private Response whole(ChatTurn chat, TurnRequest request, TurnPlace place, RoutingContext http) {
        try (place;
                var caller = Caller.watch(http)) {
            var reply = turns.handle(request, context(chat, place), TurnListener.NONE);
            return ChatCompletion.isAnswer(reply)
                    ? answer(chat, MediaType.APPLICATION_JSON)
                            .entity(ChatCompletion.of(reply, chat.request().model, now()))
                            .build()
                    : failed(reply);
        }
    }

    private Response stream(ChatTurn chat, TurnRequest request, TurnPlace place, RoutingContext http) {
        var reserved = ReservedPlace.of(place, http);
        var context = context(chat, place);
        StreamingOutput output = out -> {
            if (!reserved.begin()) {
                return;
            }
            try (place;
                    var caller = Caller.watch(http)) {
                var stream = new ChatStream(out, json, request.turnId(), chat.request().model, now());
                stream.begin();
                stream.end(
                        turns.handle(request, context, stream), chat.request().isUsageIncluded());
            } catch (UncheckedIOException e) {
                LOG.debugf("The client of turn %s went away", request.turnId());
            }
        };
        return answer(chat, MediaType.SERVER_SENT_EVENTS)
                .entity(output)
                .header("Cache-Control", "no-cache")
                .build();
    }

    private static Response.ResponseBuilder answer(ChatTurn chat, String type) {
        var answer = Response.ok().type(type);
        if (!chat.request().ignored().isEmpty()) {
            answer.header(IGNORED, String.join(", ", chat.request().ignored()));
        }
        return answer;
    }

    private static TurnContext context(ChatTurn chat, TurnPlace place) {
        return new TurnContext(MessageHeaders.SOURCE_USER, 0, Context.current(), place, chat.history());
    }

    private static Response failed(TurnReply reply) {
        return ChatError.response(reply.error().type(), null, reply.error().message());
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
