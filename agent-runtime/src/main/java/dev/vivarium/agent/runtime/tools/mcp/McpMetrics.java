package dev.vivarium.agent.runtime.tools.mcp;

import dev.vivarium.agent.runtime.telemetry.BoundedNames;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.telemetry.Keys;
import dev.vivarium.telemetry.Attribute;
import io.opentelemetry.api.common.Attributes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Records the operations on MCP servers. */
@Singleton
public class McpMetrics {
    static final String INITIALIZE = "initialize";
    static final String LIST_TOOLS = "tools/list";
    static final String CALL_TOOL = "tools/call";

    private static final String TCP = "tcp";
    private static final int MOST_TOOLS = 256;

    private final Instruments instruments;
    private final BoundedNames tools = new BoundedNames(MOST_TOOLS, "unknown");

    @Inject
    public McpMetrics(Instruments instruments) {
        this.instruments = instruments;
    }

    /**
     * @param tool null when the operation is not the call of a tool
     * @param error class of the error, null on success
     */
    void record(String method, String tool, String error, long nanos) {
        var attributes = Attributes.builder()
                .put(Keys.of(Attribute.MCP_METHOD_NAME), method)
                .put(Keys.of(Attribute.NETWORK_TRANSPORT), TCP);
        if (tool != null) {
            attributes.put(Keys.of(Attribute.TOOL_NAME), tools.bound(tool));
        }
        if (error != null) {
            attributes.put(Keys.of(Attribute.ERROR_TYPE), error);
        }
        instruments.mcpClientDuration().record(nanos / 1e9, attributes.build());
    }
}
