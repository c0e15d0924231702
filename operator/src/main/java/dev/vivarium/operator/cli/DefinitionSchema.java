package dev.vivarium.operator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.api.v1alpha1.Vivarium;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * What the definition of a kind demands of each field, as the API server checks it. Rules that span fields (the definition's {@code x-kubernetes-validations})
 * are left to the API server, which alone has their language.
 */
final class DefinitionSchema {
    private static final String SPEC = "spec";
    private static final Set<String> FIELDS = Set.of("apiVersion", "kind", "metadata", SPEC, "status");
    private static final String PROPERTIES = "properties";
    private static final String ADDITIONAL = "additionalProperties";

    private final JsonNode schema;

    private DefinitionSchema(JsonNode schema) {
        this.schema = schema;
    }

    /** @param type one of this project's kinds */
    static DefinitionSchema of(Class<? extends HasMetadata> type) {
        var file = HasMetadata.getPlural(type) + "." + Vivarium.GROUP + ".yaml";
        try (var content = Vivarium.class.getResourceAsStream(file)) {
            var definition = new YAMLMapper().readTree(content);
            return new DefinitionSchema(definition.at("/spec/versions/0/schema/openAPIV3Schema"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the definition " + file, e);
        }
    }

    /** Everything that is wrong, each with the path of the field; empty when nothing is. */
    List<String> problems(JsonNode resource) {
        var pass = new Pass();
        resource.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                pass.report(name, "there is no such field");
            }
        });
        if (resource.hasNonNull(SPEC)) {
            pass.check(SPEC, resource.get(SPEC), schema.path(PROPERTIES).path(SPEC));
        } else {
            pass.report(SPEC, "is required");
        }
        return List.copyOf(pass.problems);
    }

    private static final class Pass {
        private final List<String> problems = new ArrayList<>();

        void check(String path, JsonNode value, JsonNode schema) {
            if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
                quantity(path, value);
                return;
            }
            if (!isOfType(value, schema.path("type").asText())) {
                report(path, "must be " + article(schema.path("type").asText()));
                return;
            }
            allowed(path, value, schema.path("enum"));
            if (value.isObject()) {
                object(path, value, schema);
            } else if (value.isArray()) {
                list(path, value, schema);
            } else if (value.isNumber()) {
                number(path, value.decimalValue(), schema);
            } else if (value.isTextual()) {
                text(path, value.asText(), schema);
            }
        }

        private void object(String path, JsonNode value, JsonNode schema) {
            for (var name : schema.path("required")) {
                if (!value.hasNonNull(name.asText())) {
                    report(child(path, name.asText()), "is required");
                }
            }
            bounds(path, value.size(), schema, "Properties", "entries");
            for (var field : value.properties()) {
                var known = schema.path(PROPERTIES).path(field.getKey());
                var of = known.isMissingNode() ? schema.path(ADDITIONAL) : known;
                if (of.isObject()) {
                    if (!field.getValue().isNull() || of.path("type").isMissingNode()) {
                        check(child(path, field.getKey()), field.getValue(), of);
                    }
                } else if (schema.has(PROPERTIES)
                        && !schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
                    report(child(path, field.getKey()), "there is no such field");
                }
            }
        }

        private void list(String path, JsonNode value, JsonNode schema) {
            bounds(path, value.size(), schema, "Items", "entries");
            var keys = StreamSupport.stream(
                            schema.path("x-kubernetes-list-map-keys").spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
            var set = "set".equals(schema.path("x-kubernetes-list-type").asText());
            var seen = new HashSet<Object>();
            for (var i = 0; i < value.size(); i++) {
                var element = value.get(i);
                check(path + "[" + i + "]", element, schema.path("items"));
                var identity = set
                        ? element
                        : keys.stream().map(key -> element.path(key).asText()).toList();
                if ((set || !keys.isEmpty()) && !seen.add(identity)) {
                    report(path + "[" + i + "]", "is the same as an earlier entry");
                }
            }
        }

        private void text(String path, String value, JsonNode schema) {
            bounds(path, value.codePointCount(0, value.length()), schema, "Length", "characters");
            var pattern = schema.path("pattern").asText("");
            if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(value).find()) {
                report(path, "'" + value + "' must match " + pattern);
            }
        }

        private void number(String path, BigDecimal value, JsonNode schema) {
            var minimum = schema.path("minimum");
            if (minimum.isNumber() && value.compareTo(minimum.decimalValue()) < 0) {
                report(path, value + " must be at least " + plain(minimum));
            }
            var maximum = schema.path("maximum");
            if (maximum.isNumber() && value.compareTo(maximum.decimalValue()) > 0) {
                report(path, value + " must be at most " + plain(maximum));
            }
        }

        private void bounds(String path, int size, JsonNode schema, String suffix, String unit) {
            if (size < schema.path("min" + suffix).asInt(0)) {
                report(path, "must have at least " + schema.path("min" + suffix).asInt() + " " + unit);
            }
            if (size > schema.path("max" + suffix).asInt(Integer.MAX_VALUE)) {
                report(path, "must have at most " + schema.path("max" + suffix).asInt() + " " + unit);
            }
        }

        private void allowed(String path, JsonNode value, JsonNode choices) {
            if (choices instanceof MissingNode) {
                return;
            }
            for (var choice : choices) {
                if (choice.equals(value)) {
                    return;
                }
            }
            var names = StreamSupport.stream(choices.spliterator(), false)
                    .map(JsonNode::asText)
                    .collect(Collectors.joining(", "));
            report(path, "'" + value.asText() + "' must be one of " + names);
        }

        /** Every field that takes a number or text is a quantity. */
        private void quantity(String path, JsonNode value) {
            try {
                if (value.isTextual() || value.isIntegralNumber()) {
                    Quantity.parse(value.asText()).getNumericalAmount();
                    return;
                }
            } catch (IllegalArgumentException e) {
                // Told below.
            }
            report(path, "'" + value.asText() + "' must be a Kubernetes quantity such as 100m, 1 or 256Mi");
        }

        private void report(String path, String problem) {
            problems.add((path.isEmpty() ? "" : path + ": ") + problem);
        }
    }

    private static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static String plain(JsonNode number) {
        return number.decimalValue().stripTrailingZeros().toPlainString();
    }

    private static boolean isOfType(JsonNode value, String type) {
        return switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            default -> true;
        };
    }

    private static String article(String type) {
        return switch (type) {
            case "object" -> "an object";
            case "array" -> "a list";
            case "string" -> "text; put it into quotes";
            case "boolean" -> "true or false";
            case "integer" -> "a whole number";
            default -> "a number";
        };
    }
}
