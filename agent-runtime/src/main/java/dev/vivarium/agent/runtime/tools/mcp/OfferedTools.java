package dev.vivarium.agent.runtime.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Makes a server's list of tools one that the library can read. The library keeps of a schema only what providers are told, and takes no tool of a server
 * one of whose schemas it does not understand; so the schema as it is goes along as metadata, and in its place stands {@link ReadableSchema what is
 * understood of it}.
 */
final class OfferedTools {
    private static final Logger LOG = Logger.getLogger(OfferedTools.class);
    private static final String METADATA = "_meta";
    private static final String SCHEMA = "inputSchema";
    private static final String KEPT_AS = "vivarium.dev/inputSchema";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Set<String> told = new HashSet<>();

    /** The schema of a tool's arguments as its server gave it; null when it gave none. */
    static JsonNode schema(ToolSpecification tool) {
        var schema = tool.metadata().get(KEPT_AS);
        return schema == null ? null : JSON.valueToTree(schema);
    }

    /**
     * The answer with tools that can be read; those without a name are left out.
     *
     * @param answer to {@code tools/list}, which is changed
     */
    synchronized JsonNode readable(JsonNode answer) {
        if (answer.path("result").path("tools") instanceof ArrayNode tools) {
            for (var each = tools.elements(); each.hasNext(); ) {
                if (each.next() instanceof ObjectNode tool
                        && !tool.path("name").asText().isBlank()) {
                    makeReadable(tool);
                } else {
                    tell("", "An MCP server offers a tool without a name, which is left out");
                    each.remove();
                }
            }
        }
        return answer;
    }

    private void makeReadable(ObjectNode tool) {
        var schema = tool.get(SCHEMA);
        var readable = ReadableSchema.of(schema);
        if (schema != null) {
            var metadata = tool.get(METADATA) instanceof ObjectNode given ? given : tool.putObject(METADATA);
            metadata.set(KEPT_AS, schema);
        }
        tool.set(SCHEMA, readable);
    }

    private void tell(String about, String message) {
        if (told.add(about)) {
            LOG.warn(message);
        }
    }
}
