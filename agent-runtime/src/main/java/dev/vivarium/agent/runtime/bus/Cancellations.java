package dev.vivarium.agent.runtime.bus;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which turns run, by the message ids of their requests, and which were given up before they began. Every instance of an agent hears of every cancelled turn,
 * so that those of others are remembered too, the newest only.
 */
final class Cancellations {
    static final int MOST_REMEMBERED = 10_000;

    private final Set<Run> running = new HashSet<>();
    private final LinkedHashSet<String> early = new LinkedHashSet<>();

    /** One turn on its thread. */
    static final class Run {
        private final String messageId;
        private final Thread thread = Thread.currentThread();
        private boolean cancelled;

        private Run(String messageId) {
            this.messageId = messageId;
        }
    }

    /**
     * Begins a turn on the calling thread; {@link #end} has to follow.
     *
     * @param messageId null when the request has none
     */
    synchronized Run begin(String messageId) {
        var run = new Run(messageId);
        running.add(run);
        return run;
    }

    /** Whether a turn was given up before it began; asked once. */
    synchronized boolean takeEarly(String messageId) {
        return early.remove(messageId);
    }

    /** Interrupts the turn that the message asked for, or remembers that it is not to begin. */
    synchronized void cancel(String messageId) {
        var found = false;
        for (var run : running) {
            if (messageId.equals(run.messageId)) {
                run.cancelled = true;
                run.thread.interrupt();
                found = true;
            }
        }
        if (!found) {
            early.add(messageId);
            if (early.size() > MOST_REMEMBERED) {
                early.removeFirst();
            }
        }
    }

    synchronized void interruptAll() {
        running.forEach(run -> run.thread.interrupt());
    }

    /** Ends it: from now on nobody interrupts the thread, which still has to publish the answer of a cancelled turn. */
    synchronized void end(Run run) {
        running.remove(run);
        if (run.cancelled) {
            Thread.interrupted();
        }
    }
}
