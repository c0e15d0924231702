package dev.vivarium.agent.runtime.model;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * Whether and when a call that failed is made again: with full jitter, after what the provider asks to wait, and only when there is time for it.
 *
 * @param maxRetries 0 for none
 * @param delay the first retry waits for a random time up to it, each further up to twice as long as the one before
 * @param maxDelay no jitter is longer
 * @param random numbers from 0 inclusive to 1 exclusive
 */
record RetryPolicy(int maxRetries, Duration delay, Duration maxDelay, DoubleSupplier random) {
    /** What another call may cure. A call that took too long has used its time; what the provider does not accept it will not accept again. */
    private static final Set<ModelErrorType> RETRIED =
            EnumSet.of(ModelErrorType.RATE_LIMITED, ModelErrorType.SERVER_ERROR, ModelErrorType.CONNECTION);

    private static final int MOST_DOUBLINGS = 20;

    /**
     * How long to wait before the call is made again; empty when it is not.
     *
     * @param retries how often it was made again already
     * @param timeLeft time that is left for the whole
     */
    Optional<Duration> pause(ModelException failure, int retries, Duration timeLeft) {
        if (retries >= maxRetries || !RETRIED.contains(failure.type())) {
            return Optional.empty();
        }
        // Those who are asked to wait for the same time would all come back in the same moment.
        var pause =
                failure.retryAfter().map(asked -> asked.plus(jitter(delay))).orElseGet(() -> jitter(longest(retries)));
        return pause.compareTo(timeLeft) < 0 ? Optional.of(pause) : Optional.empty();
    }

    private Duration longest(int retries) {
        var doubled = delay.multipliedBy(1L << Math.min(retries, MOST_DOUBLINGS));
        return doubled.compareTo(maxDelay) < 0 ? doubled : maxDelay;
    }

    private Duration jitter(Duration longest) {
        return Duration.ofNanos((long) (longest.toNanos() * random.getAsDouble()));
    }
}
