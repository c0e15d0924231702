package dev.vivarium.api.v1alpha1;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.api.model.apiextensions.v1.ValidationRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The definitions as a page for people: every field with its type, default, bounds and rules. */
final class ApiReference {
    private final StringBuilder page = new StringBuilder();

    private ApiReference() {}

    static String render(List<CustomResourceDefinition> definitions) {
        var reference = new ApiReference();
        reference.page.append("""
                # API

                Generated from the definitions in `crds/yaml`; do not edit. What the conditions in `status` mean is in
                [conditions.md](conditions.md).

                """);
        for (var definition : definitions) {
            var names = definition.getSpec().getNames();
            reference.line("- [%s](#%s)".formatted(names.getKind(), names.getSingular()));
        }
        definitions.forEach(reference::kind);
        return reference.page.toString();
    }

    private void kind(CustomResourceDefinition definition) {
        var names = definition.getSpec().getNames();
        var version = definition.getSpec().getVersions().get(0);
        var schema = version.getSchema().getOpenAPIV3Schema();
        line("");
        line("## " + names.getKind());
        line("");
        line(schema.getDescription());
        line("");
        line("`apiVersion: %s/%s`, `kind: %s`; `kubectl get %s` or `%s`."
                .formatted(
                        definition.getSpec().getGroup(),
                        version.getName(),
                        names.getKind(),
                        names.getPlural(),
                        String.join("`, `", names.getShortNames())));
        rules(schema.getXKubernetesValidations());
        for (var part : List.of("spec", "status")) {
            line("");
            line("| field | type | default | meaning |");
            line("|---|---|---|---|");
            fields(part, schema.getProperties().get(part));
        }
    }

    private void rules(List<ValidationRule> rules) {
        if (rules != null && !rules.isEmpty()) {
            line("");
            rules.forEach(rule -> line("- " + rule.getMessage()));
        }
    }

    private void fields(String path, JSONSchemaProps schema) {
        row(path, schema, false);
        children(path, schema);
    }

    private void children(String path, JSONSchemaProps schema) {
        if ("array".equals(schema.getType())) {
            children(path + "[]", schema.getItems().getSchema());
            return;
        }
        if (schema.getProperties() == null) {
            return;
        }
        var required = schema.getRequired() == null ? List.<String>of() : schema.getRequired();
        schema.getProperties().forEach((name, property) -> {
            row(path + "." + name, property, required.contains(name));
            // The environment is a core type that everybody knows; its fields are documented by Kubernetes.
            if (!name.equals("env")) {
                children(path + "." + name, property);
            }
        });
    }

    private void row(String path, JSONSchemaProps schema, boolean required) {
        var meaning = new ArrayList<String>();
        if (schema.getDescription() != null) {
            meaning.add(schema.getDescription());
        }
        if (schema.getXKubernetesValidations() != null) {
            schema.getXKubernetesValidations().forEach(rule -> meaning.add("Rule: " + rule.getMessage() + "."));
        }
        line("| `%s`%s | %s | %s | %s |"
                .formatted(
                        path,
                        required ? " (required)" : "",
                        escape(type(schema)),
                        schema.getDefault() == null
                                ? ""
                                : "`" + schema.getDefault().asText() + "`",
                        escape(String.join(" ", meaning))));
    }

    private static String type(JSONSchemaProps schema) {
        if (schema.getEnum() != null && !schema.getEnum().isEmpty()) {
            return String.join(
                    ", ",
                    schema.getEnum().stream()
                            .map(value -> "`" + value.asText() + "`")
                            .toList());
        }
        if ("array".equals(schema.getType())) {
            return "list of " + type(schema.getItems().getSchema())
                    + bounds(null, schema.getMaxItems(), " (at most %s)", "");
        }
        if (Boolean.TRUE.equals(schema.getXKubernetesIntOrString())) {
            return "quantity";
        }
        if (schema.getAdditionalProperties() != null
                && schema.getAdditionalProperties().getSchema() != null) {
            return "map to " + type(schema.getAdditionalProperties().getSchema());
        }
        if (schema.getPattern() != null) {
            return Objects.requireNonNullElse(PATTERN_NAMES.get(schema.getPattern()), "string");
        }
        return schema.getType() + bounds(schema.getMinimum(), schema.getMaximum(), " up to %s", " from %s to %s");
    }

    private static final Map<String, String> PATTERN_NAMES = Map.of(
            ApiPatterns.DURATION, "duration",
            ApiPatterns.DECIMAL, "decimal",
            ApiPatterns.RATIO, "ratio",
            ApiPatterns.DNS_LABEL, "name",
            ApiPatterns.HTTP_URL, "URL");

    private static String bounds(Number least, Number most, String onlyMost, String both) {
        if (most == null) {
            return "";
        }
        return least == null ? onlyMost.formatted(plain(most)) : both.formatted(plain(least), plain(most));
    }

    private static String plain(Number number) {
        return number.doubleValue() == number.longValue() ? Long.toString(number.longValue()) : number.toString();
    }

    private static String escape(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }

    private void line(String text) {
        page.append(text).append('\n');
    }
}
