package dev.vivarium.operator.observation;

import dev.vivarium.operator.observation.PollTarget.Resource;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.settings.Intervals;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Asks the Prometheus of every stack regularly, on threads of its own, and tells of what has changed. One round of questions serves all agents of a stack.
 */
public final class StackObserver implements TelemetryObservations, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StackObserver.class);

    /** A Prometheus that does not answer holds up a thread for its timeouts; others wait no longer than that. */
    private static final int THREADS = 4;

    private final Poll poll;
    private final Duration settledInterval;
    private final Duration unsettledInterval;
    private final Duration afterChange;
    private final ScheduledExecutorService executor;
    private final Map<NamespacedName, Watch> watches = new ConcurrentHashMap<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<NamespacedName>> stackListeners = new CopyOnWriteArrayList<>();

    /**
     * @param settledInterval time between two rounds of questions
     * @param unsettledInterval the same while Prometheus has not loaded the rules that it should
     * @param afterChange before the first round after a change, so that many changes in a row make one round
     */
    StackObserver(Poll poll, Duration settledInterval, Duration unsettledInterval, Duration afterChange) {
        this.poll = poll;
        this.settledInterval = settledInterval;
        this.unsettledInterval = unsettledInterval;
        this.afterChange = afterChange;
        this.executor = Executors.newScheduledThreadPool(
                THREADS, Thread.ofPlatform().name("observation-", 0).daemon().factory());
    }

    /** One that asks as often as it is told to. */
    public static StackObserver of(KubernetesClient client, Clock clock, Intervals intervals) {
        return new StackObserver(
                new Poll(new PrometheusClient(), new PodLogReloadErrors(client), clock),
                intervals.observed(),
                intervals.unsettled(),
                intervals.changed());
    }

    /** Starts to ask, or changes what is asked from now on; something new is asked about soon. */
    public void watch(PollTarget target) {
        var watch = watches.computeIfAbsent(target.stack(), ignored -> new Watch());
        watch.retarget(target);
    }

    /** Stops to ask, and forgets what was said. */
    public void forget(NamespacedName stack) {
        var watch = watches.remove(stack);
        if (watch != null) {
            watch.stop();
        }
    }

    /** The latest observation of the stack itself; empty while it has not been asked about what it is asked now. */
    public Optional<StackObservation> latest(NamespacedName stack) {
        return Optional.ofNullable(watches.get(stack))
                .map(watch -> watch.latest)
                .map(Poll.Result::stack);
    }

    @Override
    public Optional<TelemetryObservation> latest(NamespacedName stack, String kind, NamespacedName resource) {
        return Optional.ofNullable(watches.get(stack))
                .map(watch -> watch.latest)
                .map(result -> result.resources().get(new Resource(kind, resource)));
    }

    @Override
    public Runnable listen(Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Has the consumer told of stacks whose observation has changed; returns what stops that. */
    public Runnable listenToStacks(Consumer<NamespacedName> listener) {
        stackListeners.add(listener);
        return () -> stackListeners.remove(listener);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }

    /** One stack that is asked about. */
    private final class Watch {
        private volatile PollTarget target;
        private volatile Poll.Result latest;
        /** Whether something got worse and is asked about once more before it is told: a collector that is replaced is back soon. */
        private volatile boolean doubted;

        private final Object asking = new Object();
        private Remembered remembered = Remembered.NOTHING;
        private ScheduledFuture<?> next;
        private boolean stopped;

        synchronized void retarget(PollTarget newTarget) {
            if (newTarget.equals(target)) {
                return;
            }
            target = newTarget;
            if (next == null || next.getDelay(TimeUnit.MILLISECONDS) > afterChange.toMillis()) {
                schedule(afterChange);
            }
        }

        synchronized void stop() {
            stopped = true;
            if (next != null) {
                next.cancel(false);
            }
        }

        private synchronized void schedule(Duration delay) {
            if (stopped || executor.isShutdown()) {
                return;
            }
            if (next != null) {
                next.cancel(false);
            }
            next = executor.schedule(this::run, delay.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void run() {
            synchronized (asking) {
                var asked = target;
                try {
                    var result = poll.ask(asked, remembered);
                    remembered = result.remembered();
                    doubted = !doubted && latest != null && result.isSetbackFrom(latest);
                    if (!doubted) {
                        var before = latest;
                        latest = result;
                        tell(asked.stack(), before, result);
                    }
                } catch (RuntimeException e) {
                    LOG.errorf(e, "cannot observe ObservabilityStack %s", asked.stack());
                } finally {
                    scheduleAfter(asked);
                }
            }
        }

        private synchronized void scheduleAfter(PollTarget asked) {
            if (!asked.equals(target)) {
                schedule(afterChange);
            } else if (doubted) {
                schedule(settledInterval.dividedBy(2));
            } else {
                schedule(isSettled(asked) ? settledInterval : unsettledInterval);
            }
        }

        private boolean isSettled(PollTarget asked) {
            return latest != null
                    && latest.stack().reachable()
                    && latest.stack().loadedRules().equals(asked.expectedRules());
        }
    }

    private void tell(NamespacedName stack, Poll.Result before, Poll.Result after) {
        if (before == null || !before.stack().equals(after.stack())) {
            stackListeners.forEach(listener -> listener.accept(stack));
        }
        var resources = before == null ? new HashMap<Resource, TelemetryObservation>() : before.resources();
        var all = new HashSet<>(resources.keySet());
        all.addAll(after.resources().keySet());
        for (var resource : all) {
            if (!Objects.equals(resources.get(resource), after.resources().get(resource))) {
                listeners.forEach(listener -> listener.changed(resource.kind(), resource.name()));
            }
        }
    }
}
