package dev.vivarium.operator.observation;

import dev.vivarium.operator.settings.Intervals;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Offers the observer to the controllers. */
@Singleton
final class ObservationProducer {
    @Produces
    @Singleton
    @Typed({StackObserver.class, TelemetryObservations.class})
    StackObserver observer(KubernetesClient client, Clock clock, Intervals intervals) {
        return StackObserver.of(client, clock, intervals);
    }

    void close(@Disposes StackObserver observer) {
        observer.close();
    }
}
