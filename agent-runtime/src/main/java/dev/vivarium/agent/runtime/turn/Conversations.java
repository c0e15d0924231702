package dev.vivarium.agent.runtime.turn;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Map;

/** The conversations that the agent remembers: a bounded number; of those that no turn uses, the least recently used is forgotten first. */
@Singleton
public class Conversations {
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final MemorySettings bounds;

    @Inject
    public Conversations(MemorySettings bounds) {
        this.bounds = bounds;
    }

    /** The conversation, a new one if it is not known. It is kept until {@link #close} was called as often. */
    synchronized Conversation open(String id) {
        var entry = entries.computeIfAbsent(id, unknown -> new Entry(new Conversation(bounds)));
        entry.users++;
        forgetOldest();
        return entry.conversation;
    }

    synchronized void close(String id) {
        var entry = entries.get(id);
        entry.users--;
        forgetOldest();
    }

    synchronized int size() {
        return entries.size();
    }

    private void forgetOldest() {
        var oldest = entries.values().iterator();
        while (entries.size() > bounds.maxConversations() && oldest.hasNext()) {
            if (oldest.next().users == 0) {
                oldest.remove();
            }
        }
    }

    private static final class Entry {
        private final Conversation conversation;
        private int users;

        Entry(Conversation conversation) {
            this.conversation = conversation;
        }
    }
}
