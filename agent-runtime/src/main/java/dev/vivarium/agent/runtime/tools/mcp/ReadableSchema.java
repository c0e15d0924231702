package dev.vivarium.agent.runtime.tools.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;

/** Reduces a JSON schema to what langchain4j reads without failing, and providers accept: nothing is added but that the whole is an object. */
final class ReadableSchema {
    private static final Set<String> TYPES =
            Set.of("string", "number", "integer", "boolean", "array", "object", "null");
    private static final List<String> DEFINITIONS = List.of("$defs", "definitions");
    private static final int DEEPEST = 50;
    private static final int MOST_REFERENCES = 10;

    private final JsonNode root;

    private ReadableSchema(JsonNode root) {
        this.root = root;
    }

    /** @param schema of a tool's arguments; null for none */
    static ObjectNode of(JsonNode schema) {
        var root = schema == null ? JsonNodeFactory.instance.objectNode() : schema;
        return new ReadableSchema(root).whole();
    }

    /** Arguments are an object, whatever else the schema says of them; a choice among several is left to the check of the arguments. */
    private ObjectNode whole() {
        var from = root;
        for (var i = 0; i < MOST_REFERENCES && isKnown(from.path("$ref")); i++) {
            from = definition(from.path("$ref").asText());
        }
        var whole = readable(from.path("properties").isObject() ? from : root, 0);
        whole.remove(List.of("anyOf", "$ref", "enum", "items"));
        whole.put("type", "object");
        for (var name : DEFINITIONS) {
            each(name, root, whole, 0);
        }
        return whole;
    }

    private ObjectNode readable(JsonNode schema, int depth) {
        var readable = JsonNodeFactory.instance.objectNode();
        if (!schema.isObject() || depth > DEEPEST) {
            return readable;
        }
        if (schema.path("description").isTextual()) {
            readable.set("description", schema.get("description"));
        }
        if (isKnown(schema.path("$ref"))) {
            readable.set("$ref", schema.get("$ref"));
            return readable;
        }
        type(schema.path("type"), readable);
        if ("string".equals(readable.path("type").asText())
                && schema.path("enum").isArray()
                && !schema.path("enum").isEmpty()) {
            readable.set("enum", schema.get("enum"));
        }
        if (schema.path("anyOf").isArray() && !schema.path("anyOf").isEmpty()) {
            var choices = readable.putArray("anyOf");
            schema.get("anyOf").forEach(choice -> choices.add(readable(choice, depth + 1)));
        }
        if (schema.path("items").isObject()) {
            readable.set("items", readable(schema.get("items"), depth + 1));
        }
        each("properties", schema, readable, depth);
        required(schema.path("required"), readable);
        var more = schema.path("additionalProperties");
        if (more.isBoolean() || more.isObject()) {
            readable.put("additionalProperties", more.asBoolean(true));
        }
        return readable;
    }

    private void each(String name, JsonNode from, ObjectNode to, int depth) {
        if (from.path(name) instanceof ObjectNode schemas) {
            var readable = to.putObject(name);
            schemas.properties()
                    .forEach(schema -> readable.set(schema.getKey(), readable(schema.getValue(), depth + 1)));
        }
    }

    private static void type(JsonNode type, ObjectNode readable) {
        if (TYPES.contains(type.asText())) {
            readable.put("type", type.asText());
        } else if (type instanceof ArrayNode several) {
            var known = JsonNodeFactory.instance.arrayNode();
            several.forEach(one -> {
                if (TYPES.contains(one.asText())) {
                    known.add(one.asText());
                }
            });
            if (!known.isEmpty()) {
                readable.set("type", known);
            }
        }
    }

    private static void required(JsonNode required, ObjectNode readable) {
        if (required.isArray()) {
            var names = readable.putArray("required");
            required.forEach(name -> {
                if (name.isTextual()) {
                    names.add(name);
                }
            });
        }
    }

    /** Whether a reference leads to a definition of this schema: a provider refuses the whole request because of one that does not. */
    private boolean isKnown(JsonNode reference) {
        return reference.isTextual() && definition(reference.asText()).isObject();
    }

    private JsonNode definition(String reference) {
        for (var name : DEFINITIONS) {
            var prefix = "#/" + name + "/";
            if (reference.startsWith(prefix)) {
                return root.path(name).path(reference.substring(prefix.length()));
            }
        }
        return root.path("");
    }
}
