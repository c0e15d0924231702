package dev.vivarium.operator.resolve;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;

/** Name of a namespaced resource of a kind that the context tells. */
public record NamespacedName(String namespace, String name) implements Comparable<NamespacedName> {
    public NamespacedName {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(name, "name");
    }

    public static NamespacedName of(HasMetadata resource) {
        return new NamespacedName(
                resource.getMetadata().getNamespace(), resource.getMetadata().getName());
    }

    @Override
    public int compareTo(NamespacedName other) {
        var byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
