package dev.vivarium.agent.runtime.turn;

import java.time.Duration;

/** One of the places that turns run in; see {@link TurnPlaces}. */
public interface TurnPlace extends AutoCloseable {
    /** For turns that nobody bounds. */
    TurnPlace UNBOUNDED = new TurnPlace() {
        @Override
        public boolean leave() {
            return true;
        }

        @Override
        public boolean comeBack(Duration timeout) {
            return true;
        }

        @Override
        public void close() {}
    };

    /** Gives the place to others while the turn waits for an earlier one of its conversation; false when it may not wait, since too many do. */
    boolean leave();

    /** Waits for a place again, after {@link #leave}; false when there is none in time. */
    boolean comeBack(Duration timeout) throws InterruptedException;

    /** Gives the place back for good. Calling it again changes nothing. */
    @Override
    void close();
}
