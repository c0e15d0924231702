package dev.vivarium.operator.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * Kubernetes' strategic merge patch for pod templates: maps are merged, null deletes, lists with a merge key are merged by it and all others replaced;
 * {@code $patch: delete} removes an element and {@code $patch: replace} takes it as it is.
 */
final class StrategicMerge {
    private static final String DIRECTIVE = "$patch";
    /** The lists of a pod template that the API merges, and by which field. */
    private static final Map<String, String> MERGE_KEYS = Map.ofEntries(
            Map.entry("containers", "name"),
            Map.entry("initContainers", "name"),
            Map.entry("volumes", "name"),
            Map.entry("imagePullSecrets", "name"),
            Map.entry("resourceClaims", "name"),
            Map.entry("hostAliases", "ip"),
            Map.entry("topologySpreadConstraints", "topologyKey"),
            Map.entry("env", "name"),
            Map.entry("ports", "containerPort"),
            Map.entry("volumeMounts", "mountPath"),
            Map.entry("volumeDevices", "devicePath"));
    /** A volume has one source: another one replaces it and is not added. */
    private static final String REPLACED_ELEMENTS = "volumes";

    private StrategicMerge() {}

    /** Merges the patch into the base, which is changed. */
    static void merge(ObjectNode base, JsonNode patch) {
        for (var field : patch.properties()) {
            var name = field.getKey();
            var value = field.getValue();
            if (name.equals(DIRECTIVE)) {
                continue;
            }
            if (value.isNull()) {
                base.remove(name);
            } else if (value.isObject() && base.get(name) instanceof ObjectNode existing && !isReplacement(value)) {
                merge(existing, value);
            } else if (value.isArray() && MERGE_KEYS.containsKey(name) && base.get(name) instanceof ArrayNode list) {
                mergeList(list, value, MERGE_KEYS.get(name), name.equals(REPLACED_ELEMENTS));
            } else {
                base.set(name, withoutDirectives(value));
            }
        }
    }

    private static void mergeList(ArrayNode base, JsonNode patch, String key, boolean replaceElements) {
        for (var element : patch) {
            var index = indexOf(base, key, element.path(key));
            var directive = element.path(DIRECTIVE).asText("");
            if (directive.equals("delete")) {
                if (index >= 0) {
                    base.remove(index);
                }
            } else if (index < 0) {
                base.add(withoutDirectives(element));
            } else if (replaceElements || directive.equals("replace") || !element.isObject()) {
                base.set(index, withoutDirectives(element));
            } else {
                merge((ObjectNode) base.get(index), element);
            }
        }
    }

    private static int indexOf(ArrayNode list, String key, JsonNode value) {
        for (var i = 0; i < list.size(); i++) {
            if (!value.isMissingNode() && value.equals(list.get(i).path(key))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isReplacement(JsonNode value) {
        return value.path(DIRECTIVE).asText("").equals("replace");
    }

    private static JsonNode withoutDirectives(JsonNode value) {
        if (value instanceof ObjectNode object) {
            var copy = object.deepCopy();
            copy.remove(DIRECTIVE);
            return copy;
        }
        return value;
    }
}
