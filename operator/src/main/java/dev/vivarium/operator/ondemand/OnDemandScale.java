package dev.vivarium.operator.ondemand;

import dev.vivarium.agent.contract.AgentActivity;
import dev.vivarium.operator.resolve.OnDemandBounds;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How many pods a SubAgent on demand needs. It goes up with what waits and what is being handled, and down only to zero, when nothing has been done for a
 * while: which of several pods Kubernetes would end is its own choice, and it might be one that works.
 */
final class OnDemandScale {
    private OnDemandScale() {}

    /**
     * @param current replicas of the Deployment; 0 when there is none
     * @param pods what each pod says that is not ending; empty for one that said nothing, which may be at work
     */
    record Situation(int current, QueueState queue, List<Optional<AgentActivity>> pods) {
        Situation {
            pods = List.copyOf(pods);
        }
    }

    /** @param reconsiderAfter when to decide anew even if nothing happens; empty when only a change can change it */
    record Decision(int replicas, Optional<Duration> reconsiderAfter) {
        private static Decision of(int replicas) {
            return new Decision(replicas, Optional.empty());
        }
    }

    static Decision decide(Situation situation, OnDemandBounds bounds, Instant now) {
        var current = Math.min(situation.current(), bounds.maxPods());
        if (!(situation.queue() instanceof QueueState.Depth(int waiting))) {
            return Decision.of(current);
        }
        var working = situation.pods().stream()
                .flatMap(Optional::stream)
                .mapToInt(AgentActivity::activeTurns)
                .sum();
        var needed = Math.ceilDiv((long) waiting + working, bounds.turnsPerPod());
        if (needed > 0 || current == 0) {
            return Decision.of((int) Math.max(current, Math.min(needed, bounds.maxPods())));
        }
        return idleSince(situation)
                .map(since -> Duration.between(now, since.plus(bounds.idleTimeout())))
                .map(left -> left.isPositive() ? new Decision(current, Optional.of(left)) : Decision.of(0))
                .orElseGet(() -> Decision.of(current));
    }

    /** Empty while a pod is still to come, or says nothing. */
    private static Optional<Instant> idleSince(Situation situation) {
        if (situation.pods().size() < situation.current()
                || situation.pods().stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return situation.pods().stream()
                .flatMap(Optional::stream)
                .map(AgentActivity::idleSince)
                .max(Instant::compareTo);
    }
}
