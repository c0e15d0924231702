package dev.vivarium.agent.runtime.turn;

import dev.vivarium.agent.contract.AgentConfiguration;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Places for the turns that run at a time, by HTTP and by the bus together: {@code limits.maxConcurrentTurns}. A turn that waits for an earlier one of its conversation
 * leaves its place meanwhile; of those that came over HTTP as many may wait as there are places.
 */
@Singleton
public class TurnPlaces {
    private final Semaphore free;
    private final Semaphore waiting;

    @Inject
    public TurnPlaces(AgentConfiguration configuration) {
        this(configuration.limits().maxConcurrentTurns());
    }

    public TurnPlaces(int places) {
        free = new Semaphore(places, true);
        waiting = new Semaphore(places);
    }

    /** A place if one is free at this moment, for a caller that is refused otherwise. */
    public Optional<TurnPlace> tryTake() {
        return free.tryAcquire() ? Optional.of(new Place(waiting)) : Optional.empty();
    }

    /** Waits for a place, for a message that can wait. */
    public TurnPlace take() throws InterruptedException {
        free.acquire();
        return new Place(null);
    }

    /** Number of places that are free at this moment. */
    public int free() {
        return free.availablePermits();
    }

    private final class Place implements TurnPlace {
        /** Null for no bound. */
        private final Semaphore bound;

        private boolean held = true;
        private boolean waits;

        Place(Semaphore bound) {
            this.bound = bound;
        }

        @Override
        public synchronized boolean leave() {
            if (bound != null && !bound.tryAcquire()) {
                return false;
            }
            waits = true;
            release();
            return true;
        }

        @Override
        public boolean comeBack(Duration timeout) throws InterruptedException {
            if (!free.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                return false;
            }
            synchronized (this) {
                held = true;
                endWait();
            }
            return true;
        }

        @Override
        public synchronized void close() {
            release();
            endWait();
        }

        private void release() {
            if (held) {
                held = false;
                free.release();
            }
        }

        private void endWait() {
            if (waits) {
                waits = false;
                if (bound != null) {
                    bound.release();
                }
            }
        }
    }
}
