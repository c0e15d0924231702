package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Observed state of an {@link ObservabilityStack}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ObservabilityStackStatus(
        @JsonPropertyDescription("metadata.generation that this status was computed from.") @Min(0)
        Long observedGeneration,

        @JsonPropertyDescription("Aspects of the state, one per type.") @Size(max = 16)
        List<Condition> conditions,

        @JsonPropertyDescription("Agents, sub-agents and MCP servers that use this stack.") @Min(0)
        Integer served,

        @JsonPropertyDescription("Addresses within the cluster.")
        StackEndpoints endpoints,

        @JsonPropertyDescription("What came of the test notification that was asked for last.")
        TestNotificationStatus testNotification,

        @JsonPropertyDescription(
                "What Prometheus scrapes for the stack: its own programs, and pods of what it serves. This and what else is Prometheus' word stays as it was when it does not answer; TelemetryReady is Unknown then.")
        TargetsStatus targets,

        @JsonPropertyDescription("Alerts of the stack that fire, those about its agents among them.")
        AlertsStatus alerts,

        @JsonPropertyDescription("Sum of what its agents and sub-agents spent in the current period.")
        SpendStatus spend) {
    public ObservabilityStackStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
