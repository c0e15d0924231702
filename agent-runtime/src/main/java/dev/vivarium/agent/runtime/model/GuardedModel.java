package dev.vivarium.agent.runtime.model;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** A model that is called again when a call fails in a way that may pass, not at all while its endpoint is down, and by a bounded number of callers at a time. */
final class GuardedModel {
    private static final Logger LOG = Logger.getLogger(GuardedModel.class);

    /**
     * What tells that an endpoint is down. A refusal of one request, or of one key, does not; nor does a call whose time was over because the turn's was, which
     * may have been short.
     */
    private static final Set<ModelErrorType> DOWN = EnumSet.of(
            ModelErrorType.SERVER_ERROR,
            ModelErrorType.CONNECTION,
            ModelErrorType.TIMEOUT,
            ModelErrorType.MALFORMED_RESPONSE);

    private final String name;
    private final MeteredModel model;
    private final ModelMetrics metrics;
    private final CircuitBreaker endpoint;
    private final Semaphore slots;
    private final RetryPolicy retries;
    private final Duration timeout;

    /**
     * @param endpoint shared by all models of one endpoint
     * @param maxConcurrentCalls most calls in flight, at least 1
     * @param timeout longest time of one call; null when only that of the whole counts
     */
    GuardedModel(
            String name,
            MeteredModel model,
            ModelMetrics metrics,
            CircuitBreaker endpoint,
            int maxConcurrentCalls,
            RetryPolicy retries,
            Duration timeout) {
        this.name = name;
        this.model = model;
        this.metrics = metrics;
        this.endpoint = endpoint;
        this.slots = new Semaphore(maxConcurrentCalls, true);
        this.retries = retries;
        this.timeout = timeout;
    }

    void start() {
        metrics.start();
    }

    String name() {
        return name;
    }

    /** Calls the model, again where that helps; {@link ModelCall#timeout()} bounds all of it. See {@link ModelClient#call}. */
    ModelReply call(ModelCall call, ToldListener listener) throws ModelException {
        var end = System.nanoTime() + call.timeout().toNanos();
        for (var made = 0; ; made++) {
            try {
                return attempt(call, end, listener);
            } catch (ModelException e) {
                var pause = retries.pause(e, made, left(end));
                if (listener.isTold() || pause.isEmpty()) {
                    throw e;
                }
                LOG.debugf(
                        "Model %s failed (%s) and is called again in %d ms",
                        name, e.type().value(), pause.get().toMillis());
                sleep(pause.get());
            }
        }
    }

    private ModelReply attempt(ModelCall call, long end, ToldListener listener) throws ModelException {
        takeSlot(end);
        try {
            if (!endpoint.tryAcquirePermission()) {
                metrics.refused(ModelErrorType.CIRCUIT_OPEN);
                throw new ModelException(
                        ModelErrorType.CIRCUIT_OPEN,
                        "the provider failed too often of late and is not called for a while");
            }
            listener.onCall();
            return observed(call.within(left(end)), listener);
        } finally {
            slots.release();
        }
    }

    /** @param call with the time that is left for the whole */
    private ModelReply observed(ModelCall call, ToldListener listener) throws ModelException {
        var start = System.nanoTime();
        var outcome = Outcome.UNKNOWN;
        try {
            var answer = model.call(timeout == null ? call : call.within(timeout), listener);
            outcome = Outcome.UP;
            return answer;
        } catch (ModelException e) {
            var hadItsTime = timeout != null && timeout.compareTo(call.timeout()) < 0;
            var wasCutShort = !hadItsTime
                    && e.type() == ModelErrorType.TIMEOUT
                    && System.nanoTime() - start
                            >= TimeUnit.MILLISECONDS.toNanos(call.timeout().toMillis());
            outcome = DOWN.contains(e.type()) && !wasCutShort ? Outcome.DOWN : Outcome.UNKNOWN;
            throw e;
        } finally {
            var took = System.nanoTime() - start;
            switch (outcome) {
                case UP -> endpoint.onSuccess(took, TimeUnit.NANOSECONDS);
                case DOWN -> endpoint.onError(took, TimeUnit.NANOSECONDS, new IllegalStateException("down"));
                case UNKNOWN -> endpoint.releasePermission();
            }
        }
    }

    private enum Outcome {
        UP,
        DOWN,
        UNKNOWN
    }

    private void takeSlot(long end) throws ModelException {
        var start = System.nanoTime();
        try {
            var free = slots.tryAcquire(left(end).toNanos(), TimeUnit.NANOSECONDS);
            metrics.waited(Duration.ofNanos(System.nanoTime() - start));
            if (!free) {
                metrics.refused(ModelErrorType.TIMEOUT);
                throw new ModelException(
                        ModelErrorType.TIMEOUT, "earlier calls of the model took all the time (maxConcurrentCalls)");
            }
        } catch (InterruptedException e) {
            throw givenUp(e);
        }
    }

    private static void sleep(Duration pause) throws ModelException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            throw givenUp(e);
        }
    }

    private static ModelException givenUp(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ModelException(ModelErrorType.CANCELLED, "the call was given up", e);
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }
}
