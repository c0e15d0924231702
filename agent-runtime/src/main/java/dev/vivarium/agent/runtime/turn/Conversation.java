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
 * What was said in one conversation, by turns. Whole turns go, the oldest first, so that no tool result loses its call; what goes can leave a summary, which
 * takes at most a quarter of the bound. Reading and adding need the lock, which turns get in the order in which they asked for it.
 */
final class Conversation {
    /** Messages that the summary takes. */
    private static final int SUMMARY_MESSAGES = 2;

    /** Characters that frame the summary. */
    private static final int SUMMARY_FRAME = 64;

    private final ReentrantLock lock = new ReentrantLock(true);
    private final Deque<List<ChatMessage>> turns = new ArrayDeque<>();
    private final List<ChatMessage> forgotten = new ArrayList<>();
    private final boolean remembersForgotten;
    private final int maxMessages;
    private final long maxTokens;
    private String summary;

    Conversation(MemorySettings bounds) {
        maxMessages = bounds.maxMessages();
        maxTokens = bounds.maxTokens();
        remembersForgotten = bounds.summarise();
    }

    ReentrantLock lock() {
        return lock;
    }

    /** What the model sees again. The summary is a message of the user's side: what users said must not gain the weight of instructions. */
    List<ChatMessage> messages() {
        var messages = new ArrayList<ChatMessage>();
        if (summary != null) {
            messages.add(UserMessage.from("Summary of what was said before:\n" + summary));
            messages.add(AiMessage.from("I go on from there."));
        }
        turns.forEach(messages::addAll);
        return messages;
    }

    /** @param messages of one successful turn: the user's first, the final answer last */
    void add(List<ChatMessage> messages) {
        turns.addLast(fits(messages, 1) ? List.copyOf(messages) : essence(messages));
        if (!fits(kept(), 1)) {
            // More than needed, so that not every turn from now on costs a summary.
            while (turns.size() > 1 && !fits(kept(), 2)) {
                forget(turns.removeFirst());
            }
        }
    }

    private void forget(List<ChatMessage> turn) {
        if (remembersForgotten) {
            forgotten.addAll(turn);
            // While summaries fail, the oldest of it is lost.
            while (tokens(forgotten) > maxTokens) {
                forgotten.removeFirst();
            }
        }
    }

    /** What went since the last summary, within the bound in tokens; empty when there is nothing to summarise. */
    List<ChatMessage> forgotten() {
        return List.copyOf(forgotten);
    }

    /** The summary of what went before, null when there is none. */
    String summary() {
        return summary;
    }

    /** Replaces the summary by one that also covers {@link #forgotten}. */
    void summarised(String text) {
        summary = cut(text, Math.max(1, maxTokens - SUMMARY_FRAME));
        forgotten.clear();
    }

    /** Gives up what went since the last summary. */
    void drop() {
        forgotten.clear();
    }

    private List<ChatMessage> kept() {
        return turns.stream().flatMap(List::stream).toList();
    }

    /** Whether messages fit into the bound, less what the summary may take, divided by a number. */
    private boolean fits(List<ChatMessage> messages, int divisor) {
        return messages.size() <= (maxMessages - SUMMARY_MESSAGES) / divisor
                && tokens(messages) <= maxTokens * 3 / 4 / divisor;
    }

    private static long tokens(List<ChatMessage> messages) {
        return ContextSize.tokens(ContextSize.characters(messages, List.of()));
    }

    /** Question and answer without the tool traffic between them, each cut to a third of the bound, in characters at four a token. */
    private List<ChatMessage> essence(List<ChatMessage> messages) {
        var part = 4 * maxTokens / 3;
        var essence = new ArrayList<ChatMessage>();
        essence.add(UserMessage.from(cut(ContextSize.text(messages.getFirst()), part)));
        essence.add(AiMessage.from(cut(ContextSize.text(messages.getLast()), part)));
        return essence;
    }

    private static String cut(String text, long length) {
        if (text.length() <= length) {
            return text;
        }
        var end = (int) length;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }
}
