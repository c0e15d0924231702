package dev.vivarium.operator;

import dev.vivarium.operator.apply.ChildApplier;
import dev.vivarium.operator.cluster.ClusterCache;
import dev.vivarium.operator.cluster.OptionalKinds;
import dev.vivarium.operator.events.EventRecorder;
import dev.vivarium.operator.integration.Integration;
import dev.vivarium.operator.notification.TestNotifications;
import dev.vivarium.operator.observation.NotObserved;
import dev.vivarium.operator.observation.TelemetryObservations;
import dev.vivarium.operator.rollout.Arrival;
import dev.vivarium.operator.rollout.Retries;
import dev.vivarium.operator.settings.Intervals;
import dev.vivarium.operator.settings.WatchedNamespaces;
import dev.vivarium.operator.status.Conditions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The parts that every controller is built from. */
@Singleton
final class Kernel {
    /** How long the delivery of a test notification may take. */
    private static final Duration TEST_PATIENCE = Duration.ofSeconds(30);

    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    ClusterCache clusterCache(KubernetesClient client, WatchedNamespaces namespaces, Clock clock) {
        return new ClusterCache(client, namespaces, Integration.allKinds(), clock);
    }

    void close(@Disposes ClusterCache cache) {
        cache.close();
    }

    @Produces
    @Singleton
    OptionalKinds optionalKinds(KubernetesClient client, ClusterCache cache, Clock clock, Intervals intervals) {
        return new OptionalKinds(client, cache, Integration.allKinds(), clock).start(intervals.optionalKinds());
    }

    void close(@Disposes OptionalKinds kinds) {
        kinds.close();
    }

    @Produces
    @Singleton
    ChildApplier childApplier(KubernetesClient client, ClusterCache cache) {
        return new ChildApplier(client, cache);
    }

    @Produces
    @Singleton
    Conditions conditions(Clock clock) {
        return new Conditions(clock);
    }

    @Produces
    @Singleton
    Arrival arrival(Clock clock, Intervals intervals) {
        return new Arrival(clock, intervals.arrival());
    }

    @Produces
    @Singleton
    Retries retries(Intervals intervals) {
        return new Retries(intervals.notNow(), intervals.refused());
    }

    @Produces
    @Singleton
    EventRecorder eventRecorder(KubernetesClient client, Clock clock) {
        var instance = Optional.ofNullable(System.getenv("HOSTNAME")).orElse("vivarium-operator");
        return new EventRecorder(client, instance, clock);
    }

    @Produces
    @Singleton
    @DefaultBean
    TelemetryObservations telemetryObservations() {
        return new NotObserved();
    }

    @Produces
    @Singleton
    TestNotifications testNotifications(Clock clock) {
        return new TestNotifications(clock, TEST_PATIENCE);
    }

    void close(@Disposes TestNotifications notifications) {
        notifications.close();
    }

    /** In this version of the Quarkus extension nothing is measured unless such a bean exists. */
    @Produces
    @Singleton
    Metrics operatorMetrics(MeterRegistry registry) {
        return MicrometerMetricsV2.newBuilder(registry).build();
    }
}
