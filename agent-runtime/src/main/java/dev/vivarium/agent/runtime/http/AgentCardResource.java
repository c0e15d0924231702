package dev.vivarium.agent.runtime.http;

import dev.vivarium.agent.contract.AgentConfiguration;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Says who the agent is and how it is reached. */
@Path("/.well-known/agent-card.json")
public class AgentCardResource {
    private final AgentConfiguration configuration;

    @Inject
    public AgentCardResource(AgentConfiguration configuration) {
        this.configuration = configuration;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "agentCard", summary = "Describe the agent, in the shape of A2A's agent card")
    public AgentCard card(@Context UriInfo uri) {
        return AgentCard.of(configuration, uri.getBaseUri());
    }
}
