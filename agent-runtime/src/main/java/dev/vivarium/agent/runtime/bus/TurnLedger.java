package dev.vivarium.agent.runtime.bus;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of the messages that were delivered, so that one that is delivered again is neither handled nor answered again. A message is answered only
 * while this process holds a delivery of it: when the connection breaks, the result waits for the redelivery. If the broker gives the message to another
 * replica instead, that one answers, and this result is forgotten in time.
 *
 * @param <D> a delivery
 */
final class TurnLedger<D extends TurnLedger.Holder> {
    private final int capacity;
    private final Map<String, Entry<D>> entries = new LinkedHashMap<>();

    /** Something that can end: a delivery is void when its channel is closed. */
    interface Holder {
        boolean isLive();
    }

    enum Admission {
        /** Never seen: handle it. */
        NEW,
        /** It is being handled; this delivery is settled together with the earlier one. */
        JOINED,
        /** It has been handled, but could not be answered: answer it now. */
        ANSWER,
        /** It has been answered: acknowledge it. */
        SETTLED
    }

    private enum State {
        RUNNING,
        WAITING,
        ANSWERING,
        SETTLED
    }

    /** One message. */
    static final class Entry<D> {
        private final String key;
        private final List<D> deliveries = new ArrayList<>();
        private final List<Publication> outstanding = new ArrayList<>();
        private State state = State.RUNNING;

        private Entry(String key) {
            this.key = key;
        }

        /** Null when nothing identifies the message. */
        String key() {
            return key;
        }
    }

    /**
     * Remembers a message that another process has handled before.
     *
     * @param outstanding what may not have been published then; empty when the message was answered
     */
    synchronized void restore(String key, List<Publication> outstanding) {
        var entry = new Entry<D>(key);
        entry.outstanding.addAll(outstanding);
        entry.state = outstanding.isEmpty() ? State.SETTLED : State.WAITING;
        entries.put(key, entry);
        evict();
    }

    record Admitted<D>(Admission admission, Entry<D> entry) {}

    /** @param capacity number of handled messages to remember */
    TurnLedger(int capacity) {
        this.capacity = capacity;
    }

    /** @param key identifies the message; null when nothing does, then it is taken for a new one */
    synchronized Admitted<D> admit(String key, D delivery) {
        var known = key == null ? null : entries.get(key);
        if (known == null) {
            var entry = new Entry<D>(key);
            entry.deliveries.add(delivery);
            if (key != null) {
                entries.put(key, entry);
                evict();
            }
            return new Admitted<>(Admission.NEW, entry);
        }
        if (known.state == State.SETTLED) {
            return new Admitted<>(Admission.SETTLED, known);
        }
        known.deliveries.removeIf(earlier -> !earlier.isLive());
        known.deliveries.add(delivery);
        if (known.state == State.WAITING) {
            known.state = State.ANSWERING;
            return new Admitted<>(Admission.ANSWER, known);
        }
        return new Admitted<>(Admission.JOINED, known);
    }

    /** The message was handled, and this is what is to be published before it may be acknowledged. */
    synchronized void handled(Entry<D> entry, List<Publication> publications) {
        entry.outstanding.addAll(publications);
        entry.state = State.ANSWERING;
    }

    /** A delivery on which to answer; when there is none, the entry waits until the message is delivered again. */
    synchronized Optional<D> claim(Entry<D> entry) {
        entry.deliveries.removeIf(delivery -> !delivery.isLive());
        if (entry.deliveries.isEmpty()) {
            entry.state = State.WAITING;
            return Optional.empty();
        }
        return Optional.of(entry.deliveries.getFirst());
    }

    synchronized Optional<Publication> next(Entry<D> entry) {
        return entry.outstanding.isEmpty() ? Optional.empty() : Optional.of(entry.outstanding.getFirst());
    }

    /** The publication of {@link #next} is done; others may have to follow in its place. */
    synchronized void published(Entry<D> entry, List<Publication> instead) {
        entry.outstanding.removeFirst();
        entry.outstanding.addAll(0, instead);
    }

    /** Everything is published; returns the deliveries to acknowledge. */
    synchronized List<D> settle(Entry<D> entry) {
        var deliveries = List.copyOf(entry.deliveries);
        entry.deliveries.clear();
        entry.state = State.SETTLED;
        if (entry.key != null && entries.remove(entry.key) != null) {
            entries.put(entry.key, entry);
        }
        return deliveries;
    }

    /** The message was not handled and may be delivered again as a new one; returns its deliveries. */
    synchronized List<D> forget(Entry<D> entry) {
        if (entry.key != null) {
            entries.remove(entry.key, entry);
        }
        var deliveries = List.copyOf(entry.deliveries);
        entry.deliveries.clear();
        return deliveries;
    }

    synchronized int size() {
        return entries.size();
    }

    private void evict() {
        var eldest = entries.values().iterator();
        while (entries.size() > capacity && eldest.hasNext()) {
            var state = eldest.next().state;
            if (state == State.SETTLED || state == State.WAITING) {
                eldest.remove();
            }
        }
    }
}
