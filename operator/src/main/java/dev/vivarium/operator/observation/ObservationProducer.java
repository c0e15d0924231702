package dev.vivarium.operator.observation;

import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Offers the observer to the controllers. */
@Singleton
final class ObservationProducer {
    private static final Duration SETTLED = Duration.ofSeconds(30);
    private static final Duration UNSETTLED = Duration.ofSeconds(5);

    @Produces
    @Singleton
    @Typed({StackObserver.class, TelemetryObservations.class})
    StackObserver observer(KubernetesClient client) {
        return new StackObserver(new Poll(new PrometheusClient(), new PodLogReloadErrors(client)), SETTLED, UNSETTLED);
    }

    void close(@Disposes StackObserver observer) {
        observer.close();
    }
}
