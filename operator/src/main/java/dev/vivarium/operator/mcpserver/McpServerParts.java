package dev.vivarium.operator.mcpserver;

import dev.vivarium.operator.apply.ChildApplier;
import dev.vivarium.operator.cluster.ClusterCache;
import dev.vivarium.operator.events.EventRecorder;
import dev.vivarium.operator.mcpserver.desired.McpServerBlueprint;
import dev.vivarium.operator.observation.TelemetryObservations;
import dev.vivarium.operator.resolve.McpServerResolver;
import dev.vivarium.operator.resolve.StackResolver;
import dev.vivarium.operator.rollout.Arrival;
import dev.vivarium.operator.rollout.Retries;
import dev.vivarium.operator.settings.Intervals;
import dev.vivarium.operator.settings.OperatorSettings;
import dev.vivarium.operator.status.Conditions;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The parts that the controller of McpServers is built from. */
@Singleton
public final class McpServerParts {
    @Produces
    @Singleton
    ToolDiscovery discovery(ClusterCache cache, Intervals intervals) {
        return new ToolDiscovery(cache, intervals.toolsAfterSuccess(), intervals.toolsAfterFailure());
    }

    void close(@Disposes ToolDiscovery discovery) {
        discovery.close();
    }

    @Produces
    @Singleton
    public McpServerReconciliation reconciliation(
            OperatorSettings settings,
            ClusterCache cache,
            ChildApplier applier,
            ToolDiscovery discovery,
            TelemetryObservations telemetry,
            Conditions conditions,
            EventRecorder events,
            Arrival arrival,
            Retries retries) {
        return new McpServerReconciliation(
                new McpServerResolver(cache, new StackResolver(cache, settings.defaultStack())),
                new McpServerBlueprint(settings.images()),
                applier,
                cache,
                discovery,
                telemetry,
                arrival,
                retries,
                new McpServerStatuses(conditions),
                events);
    }
}
