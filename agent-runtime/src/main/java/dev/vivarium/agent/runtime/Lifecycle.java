package dev.vivarium.agent.runtime;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.ModelRouter;
import dev.vivarium.agent.runtime.tools.mcp.McpServers;
import dev.vivarium.agent.runtime.turn.AgentTurnService;
import dev.vivarium.agent.runtime.turn.TurnMetrics;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Beginning and end of the agent. From SIGTERM on new turns are refused. Quarkus then lets HTTP requests that run end, and after them tells the observers of
 * the shutdown event, the smaller priority first; what was measured is sent at {@link #FLUSH}, after everything else.
 */
@Singleton
public class Lifecycle {
    public static final int FLUSH = 10_000;

    private static final Logger LOG = Logger.getLogger(Lifecycle.class);
    private static final int FLUSH_SECONDS = 5;

    private final AgentConfiguration configuration;
    private final ModelRouter model;
    private final TurnMetrics turns;
    private final McpServers servers;
    private final AgentTurnService service;
    private final OpenTelemetry openTelemetry;

    @Inject
    public Lifecycle(
            AgentConfiguration configuration,
            ModelRouter model,
            TurnMetrics turns,
            McpServers servers,
            AgentTurnService service,
            OpenTelemetry openTelemetry) {
        this.configuration = configuration;
        this.model = model;
        this.turns = turns;
        this.servers = servers;
        this.service = service;
        this.openTelemetry = openTelemetry;
    }

    void start(@Observes StartupEvent event) {
        model.start();
        turns.start();
        servers.start();
        LOG.infof(
                "%s %s/%s uses model %s of provider %s, %d MCP servers, %d sub-agents, transport %s",
                configuration.kind(),
                configuration.namespace(),
                configuration.name(),
                configuration.model().name(),
                configuration.model().provider(),
                configuration.mcpServers().size(),
                configuration.subAgents().size(),
                configuration.transport().mode());
    }

    void refuseTurns(@Observes ShutdownDelayInitiatedEvent event) {
        service.stop();
    }

    void flush(@Observes @Priority(FLUSH) ShutdownEvent event) {
        if (openTelemetry instanceof OpenTelemetrySdk sdk) {
            var metrics = sdk.getSdkMeterProvider().forceFlush();
            var spans = sdk.getSdkTracerProvider().forceFlush();
            metrics.join(FLUSH_SECONDS, TimeUnit.SECONDS);
            spans.join(FLUSH_SECONDS, TimeUnit.SECONDS);
        }
    }
}
