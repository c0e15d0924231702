package dev.vivarium.operator.resolve;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/** What exists, for pure functions that resolve references: the operator answers from its caches, the renderer from the files it was given. */
public interface ResourceLookup {
    /** The resource of that type, if it exists. */
    <T extends HasMetadata> Optional<T> find(Class<T> type, String namespace, String name);

    /** Every resource of that type in all namespaces that are watched, in no particular order. */
    <T extends HasMetadata> List<T> list(Class<T> type);

    /** Every resource of that type in one namespace. */
    default <T extends HasMetadata> List<T> list(Class<T> type, String namespace) {
        return list(type).stream()
                .filter(resource -> namespace.equals(resource.getMetadata().getNamespace()))
                .toList();
    }
}
