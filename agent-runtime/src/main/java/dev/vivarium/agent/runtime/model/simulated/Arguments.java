package dev.vivarium.agent.runtime.model.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonBooleanSchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonIntegerSchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Arguments for a tool, built from its JSON schema: the required properties, or all when none is required. A string gets the arithmetic expression if the tool
 * calculates, {@code UTC} if it is a zone, the first words if it is a title, else the whole message; numbers get those of the message in order; of an
 * enumeration the first; booleans are false.
 */
final class Arguments {
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?");
    private static final int TITLE_WORDS = 6;
    private static final int LONGEST_TITLE = 60;

    private final String message;
    private final String expression;
    private final List<String> numbers;

    private Arguments(String message, String expression) {
        this.message = message;
        this.expression = expression;
        numbers = new ArrayList<>(
                NUMBER.matcher(message).results().map(MatchResult::group).toList());
    }

    /** @param expression the arithmetic expression in the message, or null */
    static String build(ToolSpecification tool, String message, String expression) {
        var arguments = new Arguments(message, expression);
        return tool.parameters() == null
                ? "{}"
                : arguments.object(tool.parameters()).toString();
    }

    private JsonNode object(JsonObjectSchema schema) {
        var object = JsonNodeFactory.instance.objectNode();
        schema.properties().forEach((name, property) -> {
            if (schema.required() == null
                    || schema.required().isEmpty()
                    || schema.required().contains(name)) {
                object.set(name, value(name.toLowerCase(Locale.ROOT), property));
            }
        });
        return object;
    }

    private JsonNode value(String name, JsonSchemaElement schema) {
        var json = JsonNodeFactory.instance;
        return switch (schema) {
            case JsonEnumSchema choice -> json.textNode(choice.enumValues().getFirst());
            case JsonIntegerSchema number ->
                json.numberNode(Math.round(numbers.isEmpty() ? 1 : Double.parseDouble(numbers.removeFirst())));
            case JsonNumberSchema number ->
                json.numberNode(numbers.isEmpty() ? 1 : Double.parseDouble(numbers.removeFirst()));
            case JsonBooleanSchema flag -> json.booleanNode(false);
            case JsonArraySchema array -> json.arrayNode().add(value(name, array.items()));
            case JsonObjectSchema object -> object(object);
            default -> json.textNode(text(name));
        };
    }

    private String text(String name) {
        if (name.contains("zone") || name.equals("tz")) {
            return "UTC";
        }
        if (name.contains("title") || name.equals("name") || name.contains("key")) {
            var words = message.strip().split("\\s+");
            var title = String.join(" ", List.of(words).subList(0, Math.min(TITLE_WORDS, words.length)));
            return title.length() <= LONGEST_TITLE ? title : title.substring(0, LONGEST_TITLE);
        }
        return expression != null && name.contains("expression") ? expression : message;
    }
}
