package dev.vivarium.operator.pods;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vivarium.operator.status.Reasons;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.Map;
import java.util.Set;

/** The users' way past the API: their pod template is merged over the operator's. */
public final class PodTemplates {
    private static final String FIELD = "spec.podTemplate";
    private static final Set<String> FIELDS = Set.of("metadata", "spec");

    private final ObjectMapper mapper = new ObjectMapper();

    /**
     * @param overlay a pod template as the user wrote it
     * @param mainContainer name of the operator's container
     * @param reservedEnvironment variables of the main container that the operator sets itself
     * @throws InvalidSpecException when the overlay is no pod template, or changes what the operator finds the pods by
     */
    public PodTemplateSpec merge(
            PodTemplateSpec base, Map<String, Object> overlay, String mainContainer, Set<String> reservedEnvironment) {
        if (overlay.isEmpty()) {
            return base;
        }
        var patch = mapper.valueToTree(overlay);
        patch.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw invalid("." + name + ": a pod template has only metadata and spec");
            }
        });
        requireSame(base.getMetadata().getLabels(), patch, "labels");
        requireSame(base.getMetadata().getAnnotations(), patch, "annotations");
        requireOwnEnvironment(patch, mainContainer, reservedEnvironment);
        ObjectNode merged = mapper.valueToTree(base);
        StrategicMerge.merge(merged, patch);
        if (!hasContainer(merged, mainContainer)) {
            throw invalid(".spec.containers: the container " + mainContainer + " cannot be removed");
        }
        try {
            return mapper.treeToValue(merged, PodTemplateSpec.class);
        } catch (com.fasterxml.jackson.databind.JsonMappingException e) {
            throw invalid(path(e) + ": " + e.getOriginalMessage());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw invalid(": " + e.getOriginalMessage());
        }
    }

    private static void requireSame(Map<String, String> own, JsonNode patch, String field) {
        for (var entry : patch.path("metadata").path(field).properties()) {
            if (own != null && own.containsKey(entry.getKey())) {
                throw invalid(".metadata." + field + ": " + entry.getKey() + " is set by the operator");
            }
        }
    }

    private static void requireOwnEnvironment(JsonNode patch, String mainContainer, Set<String> reserved) {
        for (var container : patch.path("spec").path("containers")) {
            if (!mainContainer.equals(container.path("name").asText())) {
                continue;
            }
            for (var variable : container.path("env")) {
                if (reserved.contains(variable.path("name").asText())) {
                    throw new InvalidSpecException(
                            Reasons.ENV_CLASH,
                            FIELD + ".spec.containers[" + mainContainer + "].env: "
                                    + variable.path("name").asText() + " is set by the operator");
                }
            }
        }
    }

    private static boolean hasContainer(JsonNode template, String name) {
        for (var container : template.path("spec").path("containers")) {
            if (name.equals(container.path("name").asText())) {
                return true;
            }
        }
        return false;
    }

    private static String path(com.fasterxml.jackson.databind.JsonMappingException e) {
        var path = new StringBuilder();
        for (var part : e.getPath()) {
            path.append(part.getFieldName() == null ? "[" + part.getIndex() + "]" : "." + part.getFieldName());
        }
        return path.toString();
    }

    private static InvalidSpecException invalid(String problem) {
        return new InvalidSpecException(Reasons.INVALID_POD_TEMPLATE, FIELD + problem);
    }
}
