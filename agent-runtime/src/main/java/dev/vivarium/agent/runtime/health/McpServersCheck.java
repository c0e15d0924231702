package dev.vivarium.agent.runtime.health;

import dev.vivarium.agent.runtime.tools.mcp.McpServers;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says how each MCP server is. Always up: without a server the agent answers with fewer tools, which is better than not at all. */
@Readiness
public class McpServersCheck implements HealthCheck {
    private final McpServers servers;

    public McpServersCheck(McpServers servers) {
        this.servers = servers;
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("mcp-servers").up();
        servers.status().forEach(response::withData);
        return response.build();
    }
}
