package dev.vivarium.agent.runtime.retry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses between tries: doubling from the first to the longest, each shortened at random by up to a half, so that many agents do not come back at once.
 */
public record Backoff(Duration first, Duration longest) {
    private static final int MAX_DOUBLINGS = 20;

    /** @param failures tries that failed in a row, at least 1 */
    public Duration pause(int failures, RandomGenerator random) {
        var doublings = Math.min(failures - 1, MAX_DOUBLINGS);
        var full = Math.min(longest.toMillis(), first.toMillis() << doublings);
        return Duration.ofMillis(full - (long) (random.nextDouble() * full / 2));
    }
}
