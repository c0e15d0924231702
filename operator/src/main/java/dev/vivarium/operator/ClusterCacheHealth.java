package dev.vivarium.operator;

import dev.vivarium.operator.cluster.ClusterCache;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Not ready while a watch of the API server is down: what the operator knows may then be old. */
@Readiness
@ApplicationScoped
final class ClusterCacheHealth implements HealthCheck {
    private final ClusterCache cache;

    ClusterCacheHealth(ClusterCache cache) {
        this.cache = cache;
    }

    @Override
    public HealthCheckResponse call() {
        var down = cache.notWatching();
        return HealthCheckResponse.named("watches")
                .status(down.isEmpty())
                .withData("down", down.isEmpty() ? "none" : String.join(", ", down))
                .build();
    }
}
