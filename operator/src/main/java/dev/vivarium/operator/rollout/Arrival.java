package dev.vivarium.operator.rollout;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Gives what a new resource refers to a moment to arrive too. A directory of manifests is applied object by object, in an order of the tool's own, so that
 * an agent may be seen before its stack or its sub-agents: pods that were started at once would be replaced a second later.
 */
public final class Arrival {
    private final Clock clock;
    private final Duration patience;

    /** @param patience how long after its creation a resource may wait */
    public Arrival(Clock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    /**
     * How long the resource is still to be left alone; empty when it is not.
     *
     * @param complete whether everything that it refers to is there
     * @param rollout of its Deployment; once there is one, nothing is waited for
     */
    public Optional<Duration> stillExpected(HasMetadata resource, boolean complete, Rollout rollout) {
        if (complete || rollout.deployment().isPresent()) {
            return Optional.empty();
        }
        var age = Duration.between(Instant.parse(resource.getMetadata().getCreationTimestamp()), clock.instant());
        // A clock that is behind the API server's must not keep the resource waiting.
        return age.isNegative() || age.compareTo(patience) >= 0 ? Optional.empty() : Optional.of(patience.minus(age));
    }
}
