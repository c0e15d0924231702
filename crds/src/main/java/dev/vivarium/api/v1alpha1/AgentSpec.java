package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.PreserveUnknownFields;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import java.util.Map;

/** Desired state of an {@link Agent}. Absent values are replaced by their defaults, so that no accessor of an optional group returns null, but for {@code budget}. */
@ValidationRule(
        value = "!has(self.subAgents) || self.subAgents.all(a, self.subAgents.exists_one(b, b.name == a.name))",
        message = "a sub-agent may be named only once",
        fieldPath = ".subAgents")
@ValidationRule(
        value = "!has(self.mcpServers) || self.mcpServers.all(a, self.mcpServers.exists_one(b, b.name == a.name))",
        message = "an MCP server may be named only once",
        fieldPath = ".mcpServers")
public record AgentSpec(
        @JsonPropertyDescription(
                "Container image; the operator's agent runtime when absent. An image of one's own follows the agent contract.")
        @Size(min = 1, max = 512)
        String image,

        @Default("1") @JsonPropertyDescription("Number of pods.") @Min(0) @Max(100) @SpecReplicas
        Integer replicas,

        @Default("false")
        @JsonPropertyDescription(
                "Stops the agent: its pods are scaled to zero until this is false again; nothing else is deleted.")
        Boolean suspended,

        @Required @JsonPropertyDescription("The model that the agent calls.")
        ModelSpec model,

        @JsonPropertyDescription(
                "Models for calls that are more or less demanding; off when absent. Each call is put into a tier by sizes in tokens, estimated as four characters each. A tier without a model is answered by spec.model, which is also, with its fallbacks, what follows when a tier's model fails.")
        TiersSpec tiers,

        @Required @JsonPropertyDescription("The system prompt.")
        Instructions instructions,

        @JsonPropertyDescription("SubAgents of the same namespace that the agent may delegate to.") @Size(max = 64)
        List<SubAgentReference> subAgents,

        @JsonPropertyDescription("McpServers of the same namespace whose tools the agent may call.") @Size(max = 64)
        List<McpServerReference> mcpServers,

        @JsonPropertyDescription("How turns reach the agent.")
        TransportSpec transport,

        @JsonPropertyDescription("Bounds on what the agent does at a time.")
        LimitsSpec limits,

        @JsonPropertyDescription("Where telemetry goes and what it may contain.")
        TelemetrySpec telemetry,

        @JsonPropertyDescription("Alert thresholds of this agent, over the defaults of its stack.")
        AlertsSpec alerts,

        @JsonPropertyDescription("What the agent may spend in a period of the calendar; without limit when absent.")
        BudgetSpec budget,

        @JsonPropertyDescription(
                "Further environment variables of the main container; names that the operator sets itself are refused.")
        @Size(max = 128)
        List<EnvVar> env,

        @JsonPropertyDescription("Compute resources of the main container.")
        Resources resources,

        @JsonPropertyDescription(
                "Pod template that is merged over the operator's by strategic merge: for what this API has no field for. Names and selector labels cannot be changed by it.")
        @PreserveUnknownFields
        Map<String, Object> podTemplate)
        implements AgentWorkload {
    public AgentSpec {
        replicas = replicas == null ? 1 : replicas;
        suspended = suspended != null && suspended;
        subAgents = subAgents == null ? List.of() : List.copyOf(subAgents);
        mcpServers = mcpServers == null ? List.of() : List.copyOf(mcpServers);
        tiers = tiers == null ? new TiersSpec(null, null, null) : tiers;
        transport = transport == null ? new TransportSpec(null) : transport;
        limits = limits == null ? new LimitsSpec(null, null, null) : limits;
        telemetry = telemetry == null ? new TelemetrySpec(null, null, null, null) : telemetry;
        alerts = alerts == null ? AlertsSpec.DEFAULTS : alerts;
        env = env == null ? List.of() : List.copyOf(env);
        resources = resources == null ? new Resources(null, null) : resources;
        podTemplate = podTemplate == null ? Map.of() : podTemplate;
    }
}
