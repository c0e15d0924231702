package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;

/** Observed state of an {@link McpServer}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record McpServerStatus(
        @JsonPropertyDescription("metadata.generation that this status was computed from.") @Min(0)
        Long observedGeneration,

        @JsonPropertyDescription("Aspects of the state, one per type.") @Size(max = 16)
        List<Condition> conditions,

        @JsonPropertyDescription("Pods that exist.") @Min(0) @StatusReplicas
        Integer replicas,

        @JsonPropertyDescription("Pods that are ready.") @Min(0)
        Integer readyReplicas,

        @JsonPropertyDescription("Label selector of the pods, in string form, for the scale subresource.")
        @LabelSelector
        String selector,

        @JsonPropertyDescription("URL that agents call.") String url,

        @JsonPropertyDescription("Tools that the server offered when it was last asked.")
        @Size(max = McpServerStatus.MOST_TOOLS)
        List<DiscoveredTool> tools,

        @JsonPropertyDescription("How many tools the server offered when it was last asked.") @Min(0)
        Integer toolCount,

        @JsonPropertyDescription("Name that the server gave itself.")
        String serverName,

        @JsonPropertyDescription("Version that the server gave itself.")
        String serverVersion,

        @JsonPropertyDescription("Version of the Model Context Protocol that was agreed on.")
        String protocolVersion,

        @JsonPropertyDescription("The ObservabilityStack in use, as namespace/name.")
        String stack,

        @JsonPropertyDescription(
                "What the stack's Prometheus scrapes of the pods. This and what else is Prometheus' word stays as it was when it does not answer; TelemetryReady is Unknown then.")
        TargetsStatus targets) {
    /** Tools of one server that are kept; more are cut. */
    public static final int MOST_TOOLS = 512;

    public McpServerStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
        tools = tools == null ? List.of() : List.copyOf(tools);
    }
}
