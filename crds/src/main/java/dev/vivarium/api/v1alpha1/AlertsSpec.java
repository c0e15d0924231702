package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** The alerts of an agent. An alert that is not named here, and every value that one leaves out, comes from {@code alertDefaults} of its stack, and from the operator's own defaults after that. */
@ValidationRule(
        value = "!has(self.custom) || self.custom.all(a, self.custom.exists_one(b, b.name == a.name))",
        message = "the name of a custom alert may be used only once",
        fieldPath = ".custom")
@ValidationRule(
        value = "!has(self.custom) || self.custom.all(a, !a.name.startsWith('Vivarium'))",
        message = "names that begin with Vivarium are those of the alerts that are there already",
        fieldPath = ".custom")
public record AlertsSpec(
        @JsonPropertyDescription("Spend of the agent in US dollars an hour, over the last ten minutes.")
        UsdAlert costPerHour,

        @JsonPropertyDescription("Input and output tokens a minute, over the last five minutes.")
        CountAlert tokensPerMinute,

        @JsonPropertyDescription("95th percentile of the duration of one call of the model.")
        DurationAlert llmLatencyP95,

        @JsonPropertyDescription("Share of model calls that fail.")
        RatioAlert llmErrorRate,

        @JsonPropertyDescription("95th percentile of the duration of one turn, from message to final reply.")
        DurationAlert turnDurationP95,

        @JsonPropertyDescription("Mean number of model calls in one turn.")
        CountAlert llmCallsPerTurn,

        @JsonPropertyDescription("Messages waiting in the agent's queue while the queue grows and consumption is flat.")
        CountAlert queueBacklog,

        @JsonPropertyDescription(
                "95th percentile of the time a message waits between being enqueued and being handled.")
        DurationAlert dispatchLatencyP95,

        @JsonPropertyDescription("Share of tool calls that fail.")
        RatioAlert toolErrorRate,

        @JsonPropertyDescription("95th percentile of the duration of one MCP operation, seen from the agent.")
        DurationAlert mcpLatencyP95,

        @JsonPropertyDescription("Share of MCP operations that fail, seen from the agent.")
        RatioAlert mcpErrorRate,

        @JsonPropertyDescription("A model without a price is in use, so cost figures are too low.")
        PresenceAlert unpricedModel,

        @JsonPropertyDescription("No telemetry has arrived from the agent although it should be running.")
        PresenceAlert telemetryAbsent,

        @JsonPropertyDescription("More of the agent's budget is spent than one of its warnAtPercent.")
        PresenceAlert budgetBurn,

        @JsonPropertyDescription("The agent has spent its budget before the period ended.")
        PresenceAlert budgetExceeded,

        @JsonPropertyDescription(
                "Alerts by expressions of your own. Those of an agent carry the agent's labels; those of a stack's alertDefaults are evaluated once for the stack, and take them from their series.")
        @Size(max = 32)
        List<CustomAlert> custom) {
    public AlertsSpec {
        custom = custom == null ? List.of() : List.copyOf(custom);
    }

    /** Nothing said: every value is a default. */
    public static final AlertsSpec DEFAULTS = new AlertsSpec(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
}
