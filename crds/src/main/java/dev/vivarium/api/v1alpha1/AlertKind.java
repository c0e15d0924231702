package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an alert can be about. */
public enum AlertKind {
    @JsonProperty("Agent")
    AGENT,
    @JsonProperty("SubAgent")
    SUB_AGENT,
    @JsonProperty("McpServer")
    MCP_SERVER;

    /** The value of the {@code kind} label. */
    public String label() {
        return switch (this) {
            case AGENT -> "Agent";
            case SUB_AGENT -> "SubAgent";
            case MCP_SERVER -> "McpServer";
        };
    }
}
