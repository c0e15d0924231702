package dev.vivarium.agent.runtime.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.List;
import java.util.Locale;

/**
 * Messages in the JSON that the OpenTelemetry conventions describe for {@code gen_ai.input.messages} and {@code gen_ai.output.messages}: each has a role and parts. What
 * is in them is redacted, and then cut to a bound.
 */
final class MessagesJson {
    /** Of one text, in characters. */
    static final int LONGEST_TEXT = 8_000;

    /** Of all messages, in characters; of more, the oldest are left out. The newest is there however long it is. */
    static final int LONGEST = 32_000;

    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private MessagesJson() {}

    static String input(List<ChatMessage> messages) {
        var newestFirst = JSON.createArrayNode();
        var length = 0;
        for (var message : messages.reversed()) {
            var json = message(message);
            length += json.toString().length();
            if (length > LONGEST && !newestFirst.isEmpty()) {
                break;
            }
            newestFirst.insert(0, json);
        }
        return newestFirst.toString();
    }

    /** What a user said. */
    static String input(String text) {
        return array(withText(role("user"), text)).toString();
    }

    static String output(AiMessage message, String finishReason) {
        return array(answer(message).put("finish_reason", finishReason)).toString();
    }

    static String output(String text, String finishReason) {
        return array(withText(role("assistant"), text).put("finish_reason", finishReason))
                .toString();
    }

    /** The arguments of a tool call, as JSON if they are any. */
    static String arguments(String arguments) {
        var value = value(arguments);
        return value.isTextual() ? value.textValue() : value.toString();
    }

    /** The result of a tool call. */
    static String text(String text) {
        var redacted = Redaction.of(text);
        return redacted.length() <= LONGEST_TEXT ? redacted : redacted.substring(0, LONGEST_TEXT) + "...";
    }

    private static ObjectNode message(ChatMessage message) {
        return switch (message) {
            case SystemMessage system -> withText(role("system"), system.text());
            case AiMessage answer -> answer(answer);
            case ToolExecutionResultMessage result -> result(result);
            case UserMessage user -> {
                var json = role("user");
                for (var content : user.contents()) {
                    if (content instanceof TextContent piece) {
                        withText(json, piece.text());
                    }
                }
                yield json;
            }
            default -> role(message.type().name().toLowerCase(Locale.ROOT));
        };
    }

    private static ObjectNode answer(AiMessage message) {
        var json = role("assistant");
        if (message.text() != null) {
            withText(json, message.text());
        }
        for (ToolExecutionRequest call : message.toolExecutionRequests()) {
            part(json, "tool_call")
                    .put("id", call.id())
                    .put("name", call.name())
                    .set("arguments", value(call.arguments()));
        }
        return json;
    }

    private static ObjectNode result(ToolExecutionResultMessage message) {
        var json = role("tool");
        part(json, "tool_call_response").put("id", message.id()).put("response", text(message.text()));
        return json;
    }

    private static JsonNode value(String arguments) {
        if (arguments == null) {
            return JSON.nullNode();
        }
        try {
            var redacted = Redaction.of(JSON.readTree(arguments));
            if (redacted.toString().length() <= LONGEST_TEXT) {
                return redacted;
            }
        } catch (JsonProcessingException e) {
            // Models write what is no JSON, too.
        }
        return JSON.getNodeFactory().textNode(text(arguments));
    }

    private static ObjectNode role(String role) {
        var json = JSON.createObjectNode().put("role", role);
        json.putArray("parts");
        return json;
    }

    private static ObjectNode withText(ObjectNode message, String text) {
        part(message, "text").put("content", text(text));
        return message;
    }

    private static ObjectNode part(ObjectNode message, String type) {
        return message.withArray("parts").addObject().put("type", type);
    }

    private static ArrayNode array(ObjectNode message) {
        return JSON.createArrayNode().add(message);
    }
}
