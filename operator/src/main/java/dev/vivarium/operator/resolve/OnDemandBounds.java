package dev.vivarium.operator.resolve;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.api.v1alpha1.SubAgentLifecycleMode;
import dev.vivarium.api.v1alpha1.SubAgentSpec;
import java.time.Duration;
import java.util.Optional;

/**
 * How far a SubAgent on demand may be scaled. All its pods together never handle more tasks than {@code lifecycle.maxConcurrent}, so that each may get less
 * than {@code limits.maxConcurrentTurns}: 10 tasks of 4 a pod make three pods of 3.
 *
 * @param maxPods at least 1
 * @param turnsPerPod tasks that one pod handles at a time, at least 1
 * @param idleTimeout how long pods without a task are kept
 */
public record OnDemandBounds(int maxPods, int turnsPerPod, Duration idleTimeout) {
    /** Empty for a SubAgent whose pods run all the time. */
    static Optional<OnDemandBounds> of(SubAgentSpec spec) {
        var lifecycle = spec.lifecycle();
        if (lifecycle.mode() != SubAgentLifecycleMode.ON_DEMAND) {
            return Optional.empty();
        }
        var pods = Math.ceilDiv(lifecycle.maxConcurrent(), spec.limits().maxConcurrentTurns());
        return Optional.of(
                new OnDemandBounds(pods, lifecycle.maxConcurrent() / pods, GoDuration.parse(lifecycle.idleTimeout())));
    }
}
