package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a deployed MCP server speaks. */
public enum McpTransport {
    /** It listens on a port. */
    @JsonProperty("streamableHttp")
    STREAMABLE_HTTP,
    /** Over its standard input and output; a bridge beside it speaks HTTP. */
    @JsonProperty("stdio")
    STDIO
}
