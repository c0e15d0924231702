package dev.vivarium.operator.observation;

import dev.vivarium.operator.resolve.NamespacedName;
import java.util.Optional;

/** What the Prometheus of a stack says of the agents and MCP servers that the stack serves, as far as it was asked. */
public interface TelemetryObservations {
    /**
     * The latest observation of a resource; never asks anything itself, so that it can be called while reconciling.
     *
     * @param kind {@code Agent}, {@code SubAgent} or {@code McpServer}
     * @return empty when the stack has not yet been asked about it
     */
    Optional<TelemetryObservation> latest(NamespacedName stack, String kind, NamespacedName resource);

    /**
     * Has {@code listener} told of resources whose observation has changed in what {@link TelemetryObservation} compares by.
     *
     * @return stops it
     */
    Runnable listen(Listener listener);

    /** Hears of changed observations. */
    @FunctionalInterface
    interface Listener {
        void changed(String kind, NamespacedName resource);
    }
}
