package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;

/** Observed state of an {@link Agent} or a {@link SubAgent}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AgentStatus(
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

        @JsonPropertyDescription("The ObservabilityStack in use, as namespace/name.")
        String stack,

        @JsonPropertyDescription("Name of the queue that the agent takes turns from; absent in Http mode.")
        String queue,

        @JsonPropertyDescription(
                "What the stack's Prometheus scrapes of the pods. This and what else is Prometheus' word stays as it was when it does not answer; TelemetryReady is Unknown then.")
        TargetsStatus targets,

        @JsonPropertyDescription("Alerts about it that fire.")
        AlertsStatus alerts,

        @JsonPropertyDescription("What its calls of models cost in the current period.")
        SpendStatus spend,

        @JsonPropertyDescription(
                "How much of spec.budget is spent; absent without a budget, and while nothing is known.")
        BudgetStatus budget) {
    public AgentStatus {
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }
}
