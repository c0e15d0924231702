package dev.vivarium.demo.load;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Counts the replies to turns, to find turns that were answered more than once. May be used by many threads. */
final class Answers {
    private final Map<String, Set<Answer>> byTurn = new HashMap<>();
    private int repetitions;

    private record Answer(String messageId, int body) {}

    /**
     * Counts a reply.
     *
     * @param messageId of the reply
     * @param redelivered whether the broker says that it may have delivered the reply before
     */
    synchronized void add(String turnId, String messageId, byte[] body, boolean redelivered) {
        var isNew =
                byTurn.computeIfAbsent(turnId, id -> new HashSet<>()).add(new Answer(messageId, Arrays.hashCode(body)));
        if (!isNew && !redelivered) {
            repetitions++;
        }
    }

    /** Replies that differ from the first to their turn, by message id or by body: second answers, which there must not be. */
    synchronized int second() {
        return byTurn.values().stream().mapToInt(answers -> answers.size() - 1).sum();
    }

    /** Replies that were published again as they were, which a crash can lead to; receivers drop them by their message id. */
    synchronized int repetitions() {
        return repetitions;
    }
}
