package dev.vivarium.operator.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Compares the fields that a manager owns in an object, as {@code metadata.managedFields} tells them, with the fields of what it applies.
 *
 * <p>Values are not compared, since they need no comparison: whoever changes the value of a field takes it away from its owner, so a field that is still
 * owned has still the value that was applied (or the one that the API server made of it, such as {@code 500m} of {@code 0.5}). So an object is as applied
 * when the desired state is the one applied last and its manager still owns exactly the fields of it.
 */
final class FieldCoverage {
    private final ObjectMapper json = new ObjectMapper();

    /**
     * @param owned the {@code fieldsV1} of the manager
     * @param desired what the manager applies, without apiVersion, kind, and the identity in metadata
     */
    boolean isExact(JsonNode owned, JsonNode desired) {
        if (isLeaf(owned)) {
            return true;
        }
        return switch (desired.getNodeType()) {
            case OBJECT -> objectMatches(owned, (ObjectNode) desired);
            case ARRAY -> arrayMatches(owned, desired);
            default -> false;
        };
    }

    /** A field owned as a whole: a scalar, an atomic list or map, or an empty one. */
    private static boolean isLeaf(JsonNode owned) {
        return owned.isEmpty();
    }

    private boolean objectMatches(JsonNode owned, ObjectNode desired) {
        var matched = 0;
        for (var field : desired.properties()) {
            var ownedField = owned.get("f:" + field.getKey());
            if (ownedField == null || !isExact(ownedField, field.getValue())) {
                return false;
            }
            matched++;
        }
        return matched == entries(owned);
    }

    private boolean arrayMatches(JsonNode owned, JsonNode desired) {
        var matched = 0;
        for (var element : desired) {
            var ownedElement = ownedElement(owned, element);
            if (ownedElement == null || !isExact(ownedElement, element)) {
                return false;
            }
            matched++;
        }
        return matched == entries(owned);
    }

    private JsonNode ownedElement(JsonNode owned, JsonNode element) {
        for (var entry : owned.properties()) {
            var key = entry.getKey();
            if (key.startsWith("v:") && parse(key.substring(2)).equals(element)) {
                return entry.getValue();
            }
            if (key.startsWith("k:") && hasKeys(element, parse(key.substring(2)))) {
                return entry.getValue();
            }
        }
        return null;
    }

    /** A key that is absent from the element has its default value, such as the protocol of a port. */
    private static boolean hasKeys(JsonNode element, JsonNode keys) {
        return keys.properties().stream().allMatch(key -> {
            var value = element.get(key.getKey());
            return value == null || value.equals(key.getValue());
        });
    }

    private static int entries(JsonNode owned) {
        return owned.has(".") ? owned.size() - 1 : owned.size();
    }

    private JsonNode parse(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a key of managed fields: " + text, e);
        }
    }
}
