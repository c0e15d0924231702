package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who measures the operations of an MCP server. */
public enum McpInstrumentation {
    /** The server itself, or nobody. */
    @JsonProperty("Native")
    NATIVE,
    /** A proxy beside the server. */
    @JsonProperty("Proxy")
    PROXY
}
