package dev.vivarium.operator.observation;

import dev.vivarium.operator.resolve.NamespacedName;
import java.util.Optional;

/** Knows nothing, for when no Prometheus is asked. */
public final class NotObserved implements TelemetryObservations {
    @Override
    public Optional<TelemetryObservation> latest(NamespacedName stack, String kind, NamespacedName resource) {
        return Optional.empty();
    }

    @Override
    public Runnable listen(Listener listener) {
        return () -> {};
    }
}
