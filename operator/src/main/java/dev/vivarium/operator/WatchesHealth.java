package dev.vivarium.operator;

import dev.vivarium.operator.cluster.ClusterCache;
import dev.vivarium.operator.cluster.Outages;
import io.javaoperatorsdk.operator.Operator;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.TreeSet;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready while a watch of the API server stays down: what the operator knows may then be old. It stands for the SDK's own check, which says so each time
 * that a watch ends, as each does every few minutes, to be renewed at once.
 */
@Readiness
@ApplicationScoped
final class WatchesHealth implements HealthCheck {
    private static final Duration TOLERATED = Duration.ofSeconds(30);

    private final ClusterCache cache;
    private final Operator operator;
    private final Outages outages;

    WatchesHealth(ClusterCache cache, Operator operator, Clock clock) {
        this.cache = cache;
        this.operator = operator;
        this.outages = new Outages(clock, TOLERATED);
    }

    @Override
    public HealthCheckResponse call() {
        var down = new TreeSet<>(cache.notWatching());
        operator.getRuntimeInfo()
                .unhealthyEventSources()
                .forEach((controller, sources) ->
                        sources.keySet().forEach(source -> down.add(controller + "/" + source)));
        var lasting = outages.lasting(down);
        return HealthCheckResponse.named("watches")
                .status(lasting.isEmpty())
                .withData("down", lasting.isEmpty() ? "none" : String.join(", ", lasting))
                .build();
    }
}
