package dev.vivarium.agent.runtime.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vivarium.agent.contract.AgentConfiguration;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The models of OpenAI's API: the agent itself is the only one. */
@Path("/v1/models")
@Produces(MediaType.APPLICATION_JSON)
public class ModelsResource {
    private final Model model;

    @Inject
    public ModelsResource(AgentConfiguration configuration, Clock clock) {
        this.model =
                new Model(configuration.name(), "model", clock.instant().getEpochSecond(), configuration.namespace());
    }

    /**
     * @param id name of the agent
     * @param created when it was started, in seconds since 1970
     * @param ownedBy its namespace
     */
    record Model(
            String id,
            String object,
            long created,
            @JsonProperty("owned_by") String ownedBy) {}

    record Models(String object, List<Model> data) {}

    @GET
    @Operation(operationId = "models", summary = "List the models: the agent alone")
    @APIResponse(
            responseCode = "200",
            description = "The models",
            content = @Content(schema = @Schema(implementation = Models.class)))
    public Models list() {
        return new Models("list", List.of(model));
    }

    @GET
    @Path("{id}")
    @Operation(operationId = "model", summary = "Describe one model")
    @APIResponse(
            responseCode = "200",
            description = "The agent",
            content = @Content(schema = @Schema(implementation = Model.class)))
    @APIResponse(
            responseCode = "404",
            description = "There is no such model",
            content = @Content(schema = @Schema(implementation = ChatError.class)))
    public Response get(@PathParam("id") String id) {
        return id.equals(model.id())
                ? Response.ok(model).build()
                : Response.status(Response.Status.NOT_FOUND)
                        .entity(ChatError.unknownModel(id))
                        .build();
    }
}
