package dev.vivarium.agent.runtime.bus;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * Keeps the turns of one conversation in the order in which their messages were delivered, though each runs on a thread of its own. Whoever waits here has
 * no place among the turns that run yet, so that a conversation with many messages does not keep others from theirs.
 */
final class ConversationOrder {
    private final Map<String, Place> last = new HashMap<>();
    private int waiting;

    /** The place of one turn in its conversation. */
    static final class Place {
        private final String conversation;
        private final CountDownLatch left = new CountDownLatch(1);
        private volatile Place before;
        private boolean followed;

        private Place(String conversation, Place before) {
            this.conversation = conversation;
            this.before = before;
        }

        /** Waits until every turn before it has left. */
        void await() throws InterruptedException {
            var earlier = before;
            if (earlier != null) {
                earlier.left.await();
                before = null;
            }
        }
    }

    /**
     * Takes the next place of a conversation; {@link #leave} has to follow.
     *
     * @param conversation null for one of its own
     */
    synchronized Place enter(String conversation) {
        var place = new Place(conversation, conversation == null ? null : last.get(conversation));
        if (place.before != null) {
            place.before.followed = true;
            waiting++;
        }
        if (conversation != null) {
            last.put(conversation, place);
        }
        return place;
    }

    synchronized void leave(Place place) {
        place.left.countDown();
        if (place.followed) {
            waiting--;
        }
        last.remove(place.conversation, place);
    }

    /** Number of turns that wait for an earlier one of their conversation. */
    synchronized int waiting() {
        return waiting;
    }

    synchronized int size() {
        return last.size();
    }
}
