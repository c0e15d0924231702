package dev.vivarium.agent.runtime.mcpproxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A request or a notification of a client, as far as it is measured.
 *
 * @param id of a request as JSON text, null of a notification
 * @param target name of the tool or the prompt, null when the method has none
 * @param meta the texts of {@code params._meta}
 */
record McpMessage(String id, String method, String target, Map<String, String> meta) {
    static final String CALL_TOOL = "tools/call";
    static final String GET_PROMPT = "prompts/get";

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Every request and notification of a body; empty for one that has none, or is no JSON. */
    static List<McpMessage> parse(byte[] body) {
        JsonNode tree;
        try {
            tree = JSON.readTree(body);
        } catch (IOException e) {
            // The server says what is wrong with it.
            return List.of();
        }
        var messages = new ArrayList<McpMessage>();
        for (var message : each(tree)) {
            if (message.path("method").isTextual()) {
                messages.add(of(message));
            }
        }
        return messages;
    }

    /** A message, or those of a batch. */
    static Iterable<JsonNode> each(JsonNode tree) {
        if (tree == null) {
            return List.of();
        }
        return tree.isArray() ? tree : List.of(tree);
    }

    private static McpMessage of(JsonNode message) {
        var method = message.path("method").asText();
        var params = message.path("params");
        var named = method.equals(CALL_TOOL) || method.equals(GET_PROMPT);
        var meta = params.path("_meta").properties().stream()
                .filter(entry -> entry.getValue().isTextual())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().asText()));
        var id = message.path("id");
        return new McpMessage(
                id.isMissingNode() || id.isNull() ? null : id.toString(),
                method,
                named && params.path("name").isTextual() ? params.path("name").asText() : null,
                meta);
    }
}
