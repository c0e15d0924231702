package dev.vivarium.agent.runtime.turn;

import java.time.Duration;

/** The moment at which a turn must have ended, by the clock that never jumps. */
record Deadline(long nanoTime) {
    static Deadline in(Duration duration) {
        return new Deadline(System.nanoTime() + duration.toNanos());
    }

    /** What is left, never negative. */
    Duration timeLeft() {
        return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
    }

    boolean isOver() {
        return nanoTime - System.nanoTime() <= 0;
    }
}
