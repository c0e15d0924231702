package dev.vivarium.agent.runtime.turn;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.vivarium.agent.runtime.model.ContextSize;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was said in one conversation, by turns. Whole turns are forgotten, the oldest first, so that no tool result loses its call. Reading and adding need the
 * lock, which turns get in the order in which they asked for it.
 */
final class Conversation {
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Deque<List<ChatMessage>> turns = new ArrayDeque<>();
    private final MemorySettings bounds;

    Conversation(MemorySettings bounds) {
        this.bounds = bounds;
    }

    ReentrantLock lock() {
        return lock;
    }

    List<ChatMessage> messages() {
        return turns.stream().flatMap(List::stream).toList();
    }

    /** @param messages of one successful turn: the user's first, the final answer last */
    void add(List<ChatMessage> messages) {
        turns.addLast(fits(messages) ? List.copyOf(messages) : essence(messages));
        while (!fits(messages())) {
            turns.removeFirst();
        }
    }

    private boolean fits(List<ChatMessage> messages) {
        return messages.size() <= bounds.maxMessages()
                && ContextSize.tokens(ContextSize.characters(messages, List.of())) <= bounds.maxTokens();
    }

    /** Question and answer without the tool traffic between them, each cut to half of the bound. */
    private List<ChatMessage> essence(List<ChatMessage> messages) {
        var half = 2 * bounds.maxTokens();
        var essence = new ArrayList<ChatMessage>();
        essence.add(UserMessage.from(cut(ContextSize.text(messages.getFirst()), half)));
        essence.add(AiMessage.from(cut(ContextSize.text(messages.getLast()), half)));
        return essence;
    }

    private static String cut(String text, int length) {
        return text.length() <= length ? text : text.substring(0, length);
    }
}
