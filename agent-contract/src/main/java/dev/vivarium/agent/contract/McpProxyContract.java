package dev.vivarium.agent.contract;

/** How the operator starts the runtime image as the proxy in front of an MCP server. */
public final class McpProxyContract {
    /** The argument of the program that asks for the proxy. */
    public static final String MODE = "mcp-proxy";
    /** Variable with the port that it listens on. */
    public static final String PORT_VARIABLE = "VIVARIUM_MCP_PORT";
    /** Variable with the URL of the MCP endpoint that it stands in front of. */
    public static final String UPSTREAM_VARIABLE = "VIVARIUM_MCP_UPSTREAM";
    /** Variable with the most bytes of a message that it takes. */
    public static final String MAX_REQUEST_BYTES_VARIABLE = "VIVARIUM_MCP_MAX_REQUEST_BYTES";
    /** Port that it listens on when the variable is absent; the server in the same pod cannot have it. */
    public static final int PORT = 17080;

    private McpProxyContract() {}
}
