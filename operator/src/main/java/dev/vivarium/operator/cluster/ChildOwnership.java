package dev.vivarium.operator.cluster;

import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.Vivarium;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a child tells its owner: by its controller reference, or, where Kubernetes allows none (the child is in another namespace than its owner or in
 * none), by its labels.
 */
public final class ChildOwnership {
    private ChildOwnership() {}

    /** The reference of a child in the owner's namespace. */
    public static OwnerReference reference(HasMetadata owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    /** Whether the child can carry a reference to its owner. */
    public static boolean sameNamespace(HasMetadata owner, HasMetadata child) {
        return Objects.equals(
                owner.getMetadata().getNamespace(), child.getMetadata().getNamespace());
    }

    public static boolean isOwnedBy(HasMetadata child, HasMetadata owner) {
        if (sameNamespace(owner, child)) {
            return controller(child)
                    .filter(reference ->
                            reference.getUid().equals(owner.getMetadata().getUid()))
                    .isPresent();
        }
        return key(child)
                .filter(key(
                        owner.getKind(),
                        owner.getMetadata().getNamespace(),
                        owner.getMetadata().getName())::equals)
                .isPresent();
    }

    /** Kind, namespace and name of the owner of this operator's that the object says it has. */
    public static Optional<String> key(HasMetadata child) {
        var reference = controller(child).filter(ChildOwnership::isOurs);
        if (reference.isPresent()) {
            return reference.map(
                    owner -> key(owner.getKind(), child.getMetadata().getNamespace(), owner.getName()));
        }
        var labels = child.getMetadata().getLabels();
        if (labels == null || !labels.containsKey(Labels.OWNER_KIND) || !labels.containsKey(Labels.OWNER_NAME)) {
            return Optional.empty();
        }
        return Optional.of(key(
                labels.get(Labels.OWNER_KIND),
                labels.getOrDefault(Labels.OWNER_NAMESPACE, child.getMetadata().getNamespace()),
                labels.get(Labels.OWNER_NAME)));
    }

    public static String key(String kind, String namespace, String name) {
        return kind + "/" + namespace + "/" + name;
    }

    /** Labels that every child of the owner carries. */
    public static Map<String, String> labels(HasMetadata owner, HasMetadata child) {
        var own = Map.of(
                Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE,
                Labels.OWNER_KIND, owner.getKind(),
                Labels.OWNER_NAME, owner.getMetadata().getName());
        if (sameNamespace(owner, child)) {
            return own;
        }
        var all = new java.util.HashMap<>(own);
        all.put(Labels.OWNER_NAMESPACE, owner.getMetadata().getNamespace());
        return Map.copyOf(all);
    }

    private static Optional<OwnerReference> controller(HasMetadata child) {
        return child.getMetadata().getOwnerReferences().stream()
                .filter(reference -> Boolean.TRUE.equals(reference.getController()))
                .findFirst();
    }

    private static boolean isOurs(OwnerReference reference) {
        return reference.getApiVersion().startsWith(Vivarium.GROUP + "/");
    }
}
