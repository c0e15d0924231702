package dev.vivarium.operator.mcpserver.discovery;

import dev.vivarium.api.v1alpha1.DiscoveredTool;
import java.util.List;

/** What came of asking an MCP server. */
public sealed interface DiscoveryResult {
    /**
     * The server answered.
     *
     * @param serverName as it calls itself; null when it does not say
     * @param serverVersion null when it does not say
     * @param tools by name
     */
    record Found(String serverName, String serverVersion, String protocolVersion, List<DiscoveredTool> tools)
            implements DiscoveryResult {
        public Found {
            tools = List.copyOf(tools);
        }
    }

    /**
     * It could not be reached, or what answered does not speak MCP or says too much.
     *
     * @param reason of the condition that tells it
     */
    record Failed(String reason, String message) implements DiscoveryResult {}
}
