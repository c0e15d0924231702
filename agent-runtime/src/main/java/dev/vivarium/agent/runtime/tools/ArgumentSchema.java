package dev.vivarium.agent.runtime.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.resource.ClasspathSchemaLoader;
import com.networknt.schema.resource.DisallowSchemaLoader;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A JSON schema that was found to be one. Nothing is fetched for it, whatever it refers to. */
final class ArgumentSchema {
    private static final String DIALECT = "$schema";
    private static final SchemaValidatorsConfig CONFIG = SchemaValidatorsConfig.builder()
            .locale(Locale.ENGLISH)
            .pathType(PathType.JSON_PATH)
            .formatAssertionsEnabled(false)
            .regularExpressionFactory(BoundedExpression::new)
            .build();

    private static final Map<VersionFlag, Dialect> DIALECTS =
            Arrays.stream(VersionFlag.values()).collect(Collectors.toUnmodifiableMap(version -> version, Dialect::of));

    private final JsonSchema schema;

    private ArgumentSchema(JsonSchema schema) {
        this.schema = schema;
    }

    /** @throws RuntimeException saying why it cannot be used */
    static ArgumentSchema of(JsonNode node) {
        if (!(node instanceof ObjectNode given)) {
            throw new IllegalArgumentException("a schema must be a JSON object");
        }
        return new ArgumentSchema(
                DIALECTS.get(version(given.path(DIALECT).asText())).schema(given));
    }

    /** @throws RuntimeException when the schema turns out to be unusable */
    Collection<ValidationMessage> violations(JsonNode arguments) {
        return schema.validate(arguments);
    }

    /** That of the Model Context Protocol when the schema says nothing, or something unknown. */
    private static VersionFlag version(String name) {
        return Arrays.stream(VersionFlag.values())
                .filter(version -> bare(name).equals(bare(version.getId())))
                .findFirst()
                .orElse(VersionFlag.V202012);
    }

    private static String bare(String name) {
        return name.replaceFirst("^https?://", "").replaceFirst("#$", "");
    }

    /**
     * One version of JSON schema.
     *
     * @param meta what its own schema is made by, which is kept
     * @param any what other schemas are made by, which are not: one cannot stand in for another of the same name
     */
    private record Dialect(VersionFlag version, JsonSchemaFactory meta, JsonSchemaFactory any) {
        static Dialect of(VersionFlag version) {
            return new Dialect(version, factory(version, true), factory(version, false));
        }

        JsonSchema schema(ObjectNode given) {
            var problems =
                    meta.getSchema(SchemaLocation.of(version.getId()), CONFIG).validate(given);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(problems.iterator().next().getMessage());
            }
            // The dialect is chosen already, and its name may be one that is written a little otherwise.
            var schema = given.deepCopy();
            schema.remove(DIALECT);
            return any.getSchema(schema, CONFIG);
        }

        private static JsonSchemaFactory factory(VersionFlag version, boolean keeps) {
            return JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(version))
                    .enableSchemaCache(keeps)
                    .schemaLoaders(loaders -> loaders.values(all -> {
                        all.clear();
                        all.addAll(List.of(new ClasspathSchemaLoader(), DisallowSchemaLoader.getInstance()));
                    }))
                    .build();
        }
    }
}
