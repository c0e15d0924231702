package dev.vivarium.operator.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.operator.cluster.ChildOwnership;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Objects;
import java.util.TreeMap;

/** Completes a child with what every child of an owner has, and tells whether an object in the cluster is as applied. */
final class DesiredState {
    private static final int HASH_BYTES = 16;

    private final KubernetesSerialization serialization;
    private final ObjectMapper json = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    private final FieldCoverage coverage = new FieldCoverage();

    DesiredState(KubernetesSerialization serialization) {
        this.serialization = serialization;
    }

    /** A copy with the owner, its labels and the hash of all that. */
    <T extends HasMetadata> T complete(HasMetadata owner, T child) {
        var copy = serialization.clone(child);
        var metadata = copy.getMetadata();
        var labels = new TreeMap<>(orEmpty(metadata.getLabels()));
        labels.putAll(ChildOwnership.labels(owner, child));
        metadata.setLabels(labels);
        if (ChildOwnership.sameNamespace(owner, child)) {
            var references = new ArrayList<>(metadata.getOwnerReferences());
            references.add(ChildOwnership.reference(owner));
            metadata.setOwnerReferences(references);
        }
        var annotations = new TreeMap<>(orEmpty(metadata.getAnnotations()));
        annotations.put(Labels.APPLIED_HASH, hash(tree(copy)));
        metadata.setAnnotations(annotations);
        return copy;
    }

    /** Whether applying the completed child would change nothing. */
    boolean isApplied(HasMetadata completed, HasMetadata actual) {
        var hash = completed.getMetadata().getAnnotations().get(Labels.APPLIED_HASH);
        if (!Objects.equals(hash, orEmpty(actual.getMetadata().getAnnotations()).get(Labels.APPLIED_HASH))) {
            return false;
        }
        var content = tree(completed);
        content.remove("apiVersion");
        content.remove("kind");
        ((ObjectNode) content.get("metadata")).remove("name");
        ((ObjectNode) content.get("metadata")).remove("namespace");
        return actual.getMetadata().getManagedFields().stream()
                .filter(entry -> ChildApplier.FIELD_MANAGER.equals(entry.getManager())
                        && "Apply".equals(entry.getOperation())
                        && (entry.getSubresource() == null
                                || entry.getSubresource().isEmpty()))
                .anyMatch(entry ->
                        coverage.isExact(serialization.convertValue(entry.getFieldsV1(), JsonNode.class), content));
    }

    private ObjectNode tree(HasMetadata object) {
        return serialization.convertValue(object, ObjectNode.class);
    }

    private String hash(ObjectNode tree) {
        try {
            // Through maps, whose keys are written in order, so that the hash does not depend on the order of building.
            var canonical = json.writeValueAsString(json.convertValue(tree, Object.class));
            var digest = MessageDigest.getInstance("SHA-256").digest(canonical.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (com.fasterxml.jackson.core.JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a Kubernetes object can always be written and hashed", e);
        }
    }

    private static <V> java.util.Map<String, V> orEmpty(java.util.Map<String, V> map) {
        return map == null ? new HashMap<>() : map;
    }
}
