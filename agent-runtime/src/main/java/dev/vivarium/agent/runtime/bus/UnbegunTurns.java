package dev.vivarium.agent.runtime.bus;

import java.util.LinkedHashSet;
import java.util.Set;

/** The messages whose turns have not begun, in the order in which they came. Each of them either begins, or goes back to the queue when the agent stops. */
final class UnbegunTurns {
    private final Set<Unbegun> turns = new LinkedHashSet<>();
    private boolean closed;

    /** One message. */
    static final class Unbegun {
        private final Runnable giveBack;

        private Unbegun(Runnable giveBack) {
            this.giveBack = giveBack;
        }
    }

    /**
     * Adds a message. After {@link #giveBack} it goes back at once and cannot {@link #begin} any more.
     *
     * @param giveBack puts it back into the queue
     */
    synchronized Unbegun add(Runnable giveBack) {
        var turn = new Unbegun(giveBack);
        if (closed) {
            giveBack.run();
        } else {
            turns.add(turn);
        }
        return turn;
    }

    /** Begins a turn; false when its message has gone back. */
    synchronized boolean begin(Unbegun turn) {
        return turns.remove(turn);
    }

    /** Gives everything back that has not begun, in order, and from now on whatever comes. */
    synchronized void giveBack() {
        closed = true;
        turns.forEach(turn -> turn.giveBack.run());
        turns.clear();
    }
}
