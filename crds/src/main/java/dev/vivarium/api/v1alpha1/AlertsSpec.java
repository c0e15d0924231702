package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** The alerts of an agent. An alert that is not named here, and every value that one leaves out, comes from {@code alertDefaults} of its stack, and from the operator's own defaults after that. */
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
        PresenceAlert telemetryAbsent) {
    /** Nothing said: every value is a default. */
    public static final AlertsSpec DEFAULTS =
            new AlertsSpec(null, null, null, null, null, null, null, null, null, null, null, null, null);
}
