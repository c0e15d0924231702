package dev.vivarium.agent.runtime.model.simulated;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.vivarium.agent.runtime.model.ContextSize;
import java.util.ArrayList;
import java.util.List;

/**
 * The simulated provider's texts: what the tools returned since the user's message, or the user's own message back, and after it one to five sentences that
 * the hash of the context chooses, so that answers differ in length.
 */
final class Prose {
    private static final int LONGEST_QUOTE = 400;
    private static final List<String> SENTENCES = List.of(
            "This answer comes from the simulated provider, so it is made up but always the same for the same question.",
            "Nothing in it was learned from the world; it only rearranges what it was given.",
            "A real model would weigh the context at this point and say something useful.",
            "The length of this text varies with the question, and so does the time that it takes.",
            "Ask the same thing twice in a new conversation and every count will match.");

    private Prose() {}

    static String answer(List<ChatMessage> messages, long hash) {
        var text = new StringBuilder();
        var results = resultsSinceTheUser(messages);
        if (results.isEmpty()) {
            text.append("You said: ").append(quote(lastUserText(messages))).append('.');
        } else {
            for (var result : results) {
                text.append(result.toolName())
                        .append(": ")
                        .append(quote(result.text()))
                        .append('\n');
            }
        }
        var sentences = 1 + (int) (hash / 7 % SENTENCES.size());
        for (var i = 0; i < sentences; i++) {
            text.append(' ').append(SENTENCES.get((int) ((hash / 11 + i) % SENTENCES.size())));
        }
        return text.toString();
    }

    static List<ToolExecutionResultMessage> resultsSinceTheUser(List<ChatMessage> messages) {
        var results = new ArrayList<ToolExecutionResultMessage>();
        for (var i = messages.size() - 1; i >= 0 && !(messages.get(i) instanceof UserMessage); i--) {
            if (messages.get(i) instanceof ToolExecutionResultMessage result) {
                results.addFirst(result);
            }
        }
        return results;
    }

    static String lastUserText(List<ChatMessage> messages) {
        for (var message : messages.reversed()) {
            if (message instanceof UserMessage) {
                return ContextSize.text(message);
            }
        }
        return "";
    }

    private static String quote(String text) {
        var stripped = text.strip();
        return stripped.length() <= LONGEST_QUOTE ? stripped : stripped.substring(0, LONGEST_QUOTE) + "...";
    }
}
