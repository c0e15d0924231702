package dev.vivarium.agent.runtime.http;

import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnRequest;
import dev.vivarium.agent.runtime.turn.AgentTurnService;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Gives requests of another content type the same kind of answer as every other refused turn; the framework's own is empty. */
public class ContentTypes {
    private final AgentTurnService turns;

    @Inject
    public ContentTypes(AgentTurnService turns) {
        this.turns = turns;
    }

    @ServerExceptionMapper
    public Response notJson(NotSupportedException e) {
        var nobody = new TurnRequest(null, null, null, null, null);
        var reply = turns.refuse(nobody, TurnErrorType.INVALID_REQUEST, "the content type must be application/json");
        return Response.status(Response.Status.UNSUPPORTED_MEDIA_TYPE)
                .entity(reply)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .build();
    }
}
