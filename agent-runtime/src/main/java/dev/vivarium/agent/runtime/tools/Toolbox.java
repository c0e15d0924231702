package dev.vivarium.agent.runtime.tools;

import dev.vivarium.agent.runtime.tools.mcp.McpServers;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/** Everything that the model can call: the delegations, then the tools of the MCP servers that are reachable. */
@Singleton
public class Toolbox {
    /** What providers accept in one request. */
    private static final int MOST_TOOLS = 128;

    private static final Logger LOG = Logger.getLogger(Toolbox.class);

    private final Delegations delegations;
    private final McpServers servers;

    @Inject
    public Toolbox(Delegations delegations, McpServers servers) {
        this.delegations = delegations;
        this.servers = servers;
    }

    /**
     * The tools of one turn by the name that the model calls them. A name that is taken, by a delegation or by a server before in the configuration, becomes
     * {@code <server>_<tool>}. Servers that were not tried yet are waited for, at most twice their connect timeout.
     */
    public Map<String, Tool> tools() {
        var tools = new LinkedHashMap<String, Tool>();
        for (var delegation : delegations.tools()) {
            tools.put(delegation.specification().name(), delegation);
        }
        for (var tool : servers.tools()) {
            var name = tools.containsKey(tool.specification().name())
                    ? tool.qualifiedName()
                    : tool.specification().name();
            if (tools.size() >= MOST_TOOLS || tools.putIfAbsent(name, tool.named(name)) != null) {
                LOG.debugf("The tool %s is left out: its name is taken, or there are too many tools", name);
            }
        }
        return tools;
    }
}
