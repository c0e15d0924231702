package dev.vivarium.agent.runtime.model;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.List;

/** Sizes of contexts in characters, and from them an estimate in tokens: four characters make one. */
public final class ContextSize {
    private static final int CHARACTERS_PER_TOKEN = 4;

    private ContextSize() {}

    public static long tokens(long characters) {
        return (characters + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN;
    }

    public static long characters(List<ChatMessage> messages, List<ToolSpecification> tools) {
        return messages.stream().mapToLong(ContextSize::characters).sum()
                + tools.stream().mapToLong(ContextSize::characters).sum();
    }

    public static long characters(AiMessage message) {
        return length(message.text())
                + message.toolExecutionRequests().stream()
                        .mapToLong(call -> length(call.name()) + length(call.arguments()))
                        .sum();
    }

    /** All text of a message, for hashing and searching. */
    public static String text(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> system.text();
            case UserMessage user -> {
                var text = new StringBuilder();
                for (var content : user.contents()) {
                    if (content instanceof TextContent piece) {
                        text.append(piece.text());
                    }
                }
                yield text.toString();
            }
            case AiMessage answer -> answer.text() == null ? "" : answer.text();
            case ToolExecutionResultMessage result -> result.text();
            default -> "";
        };
    }

    public static long characters(ChatMessage message) {
        return message instanceof AiMessage answer
                ? characters(answer)
                : text(message).length();
    }

    private static long characters(ToolSpecification tool) {
        var properties = tool.parameters() == null
                ? 0L
                : tool.parameters().properties().entrySet().stream()
                        .mapToLong(property -> property.getKey().length()
                                + length(property.getValue().description()))
                        .sum();
        return length(tool.name()) + length(tool.description()) + properties;
    }

    private static long length(String text) {
        return text == null ? 0 : text.length();
    }
}
