package dev.vivarium.agent.runtime.tools;

import dev.vivarium.agent.runtime.tools.mcp.McpServers;
import dev.vivarium.agent.runtime.tools.mcp.McpTool;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Everything that the model can call: the delegations, then the tools of the MCP servers that are reachable. */
@Singleton
public class Toolbox {
    /** What providers accept in one request. */
    private static final int MOST_TOOLS = 128;
    /** A server may offer other tools every minute. */
    private static final int MOST_TOLD = 1_000;

    private static final Logger LOG = Logger.getLogger(Toolbox.class);

    private final Delegations delegations;
    private final McpServers servers;
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    @Inject
    public Toolbox(Delegations delegations, McpServers servers) {
        this.delegations = delegations;
        this.servers = servers;
    }

    /**
     * The tools of one turn by the name that the model calls them. A name that is taken, by a delegation or by a server before in the configuration, becomes
     * {@code <server>_<tool>}; a tool for which that is taken too is left out, which is said once. Servers that were not tried yet are waited for, at most twice
     * their connect timeout.
     */
    public Map<String, Tool> tools() {
        var tools = new LinkedHashMap<String, Tool>();
        for (var delegation : delegations.tools()) {
            tools.put(delegation.specification().name(), delegation);
        }
        for (var tool : servers.tools()) {
            var named = tools.containsKey(tool.specification().name()) ? tool.qualified() : tool;
            var name = named.specification().name();
            if (tools.containsKey(name)) {
                leaveOut(tool, "its name " + name + " is that of " + owner(tools.get(name)));
            } else if (tools.size() >= MOST_TOOLS) {
                leaveOut(tool, "there are " + MOST_TOOLS + " others already, more than which providers refuse");
            } else {
                tools.put(name, named);
            }
        }
        return tools;
    }

    private static String owner(Tool tool) {
        return tool instanceof McpTool other
                ? "the tool " + other.nameAtServer() + " of the MCP server " + other.server()
                : "a delegation";
    }

    private void leaveOut(McpTool tool, String why) {
        var which = "The tool " + tool.nameAtServer() + " of the MCP server " + tool.server();
        if (told.size() < MOST_TOLD && told.add(which)) {
            LOG.warnf("%s is left out: %s", which, why);
        }
    }
}
