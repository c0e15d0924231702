package dev.vivarium.agent.runtime.tools.mcp;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.tools.ToolSettings;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The configured MCP servers. Each is looked after by a thread of its own, so that one that hangs or is gone holds up nobody. */
@Singleton
public class McpServers {
    /** A call that is under way in a session is not waited for. */
    private static final Duration LONGEST_END = Duration.ofSeconds(3);

    private final List<McpKeeper> keepers;
    private final Duration firstAttempt;

    @Inject
    public McpServers(
            AgentConfiguration configuration, ToolSettings settings, McpMetrics metrics, OpenTelemetry openTelemetry) {
        var tracer = openTelemetry.getTracer(Instruments.SCOPE);
        keepers = configuration.mcpServers().stream()
                .map(server -> new McpKeeper(server, settings, metrics, tracer))
                .toList();
        // To connect and to list.
        firstAttempt = settings.connectTimeout().multipliedBy(2);
    }

    /** Begins to connect, in the background. */
    public void start() {
        keepers.forEach(McpKeeper::start);
    }

    /** The tools of every server that is reachable, in the order of the configuration. Waits for servers that were not tried yet, but not for long. */
    public List<McpTool> tools() {
        var deadline = System.nanoTime() + firstAttempt.toNanos();
        return keepers.stream()
                .flatMap(keeper -> keeper.tools(Duration.ofNanos(Math.max(0, deadline - System.nanoTime()))).stream())
                .toList();
    }

    /** State of each server by its name, for people. */
    public Map<String, String> status() {
        var status = new LinkedHashMap<String, String>();
        keepers.forEach(keeper -> status.put(keeper.name(), keeper.status()));
        return status;
    }

    /** Ends the sessions, whose servers would keep them for a client that never comes back. Waits for their answers, but not for long. */
    @PreDestroy
    public void close() {
        CompletableFuture.allOf(keepers.stream().map(McpKeeper::end).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
