package dev.vivarium.operator.observation;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Asks about things outside the API server again and again, off the threads that reconcile, and tells when an answer has changed.
 *
 * @param <K> what is asked about
 * @param <Q> the question; another question about the same thing is asked at once
 * @param <A> the answer, with equality
 */
public final class Polling<K, Q, A> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Polling.class);
    private static final int AT_A_TIME = 16;

    private final Function<Q, A> ask;
    private final Function<A, Duration> pause;
    private final Predicate<K> stillWanted;
    private final Map<K, Entry> entries = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(AT_A_TIME);
    private final ScheduledExecutorService timer;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Consumer<K> changed = key -> {};

    /**
     * @param ask may block; an exception is logged and asked again after a minute
     * @param pause how long after an answer the question is asked again
     * @param stillWanted asked before a question is asked again; when false the thing is forgotten. The first time it is asked whatever this says: whoever
     *     wants it knows the thing, of which a cache behind this may not have heard yet
     */
    public Polling(String name, Function<Q, A> ask, Function<A, Duration> pause, Predicate<K> stillWanted) {
        this.ask = ask;
        this.pause = pause;
        this.stillWanted = stillWanted;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    /** Has the consumer told of things whose answer has changed. */
    public void onChange(Consumer<K> consumer) {
        changed = consumer;
    }

    /** The latest answer to this very question. */
    public Optional<A> latest(K key, Q question) {
        return Optional.ofNullable(entries.get(key))
                .filter(entry -> entry.question.equals(question))
                .map(entry -> entry.answer);
    }

    /** Asks now, unless the question is being asked already, and from now on. */
    public void keepAsking(K key, Q question) {
        var existing = entries.get(key);
        if (existing != null && existing.question.equals(question)) {
            return;
        }
        var entry = new Entry(key, question);
        entries.put(key, entry);
        entry.askAfter(Duration.ZERO);
    }

    public void stop(K key) {
        entries.remove(key);
    }

    @Override
    public void close() {
        entries.clear();
        timer.shutdownNow();
        workers.shutdownNow();
    }

    private final class Entry {
        private final K key;
        private final Q question;
        private volatile A answer;
        private volatile boolean asked;

        Entry(K key, Q question) {
            this.key = key;
            this.question = question;
        }

        void askAfter(Duration delay) {
            try {
                timer.schedule(() -> workers.execute(this::run), delay.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("not asked any more: the operator ends", e);
            }
        }

        private void run() {
            if (entries.get(key) != this) {
                return;
            }
            if (asked && !stillWanted.test(key)) {
                entries.remove(key, this);
                return;
            }
            asked = true;
            var again = Duration.ofMinutes(1);
            try {
                places.acquire();
                try {
                    again = answered(ask.apply(question));
                } finally {
                    places.release();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                LOG.warnf(e, "asking about %s failed", key);
            }
            askAfter(again);
        }

        private Duration answered(A fresh) {
            var before = answer;
            answer = fresh;
            if (!Objects.equals(before, fresh) && entries.get(key) == this) {
                changed.accept(key);
            }
            return pause.apply(fresh);
        }
    }
}
