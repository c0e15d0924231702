package dev.vivarium.operator.observabilitystack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A receiver that somebody wrote themselves.
 *
 * @param integrations its content, empty when it cannot be used
 * @param problem why it cannot; empty when it can. It does not quote the content, which is secret
 */
record RawReceiver(Map<String, Object> integrations, String problem) {
    /** How names of integrations end. */
    enum Form {
        ALERTMANAGER("[a-z0-9]+_configs", "telegram_configs"),
        ALERTMANAGER_CONFIG("[a-z0-9]+Configs", "telegramConfigs");

        private final Pattern name;
        private final String example;

        Form(String name, String example) {
            this.name = Pattern.compile(name);
            this.example = example;
        }
    }

    /** Reads YAML; what Alertmanager itself would say of the settings of an integration is not known here. */
    static RawReceiver parse(String yaml, Form form) {
        JsonNode root;
        try {
            root = new YAMLMapper().readTree(yaml);
        } catch (JsonProcessingException e) {
            return unusable("is no YAML (line " + line(e) + ")");
        }
        if (root == null || !root.isObject() || root.isEmpty()) {
            return unusable("must be a mapping such as " + form.example + ": [...]");
        }
        var integrations = new LinkedHashMap<String, Object>();
        for (var field : root.properties()) {
            if (!form.name.matcher(field.getKey()).matches()
                    || !field.getValue().isArray()
                    || field.getValue().isEmpty()
                    || !allObjects(field.getValue())) {
                return unusable("may have only lists of integrations such as " + form.example + ": [...]");
            }
            integrations.put(field.getKey(), new ObjectMapper().convertValue(field.getValue(), Object.class));
        }
        return new RawReceiver(integrations, "");
    }

    private static boolean allObjects(JsonNode list) {
        for (var element : list) {
            if (!element.isObject()) {
                return false;
            }
        }
        return true;
    }

    private static int line(JsonProcessingException error) {
        return error.getLocation() == null ? 1 : error.getLocation().getLineNr();
    }

    private static RawReceiver unusable(String problem) {
        return new RawReceiver(Map.of(), problem);
    }
}
