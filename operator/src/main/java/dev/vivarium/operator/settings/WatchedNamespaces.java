package dev.vivarium.operator.settings;

import java.util.Set;

/**
 * The namespaces that the operator watches.
 *
 * @param names all namespaces when empty
 */
public record WatchedNamespaces(Set<String> names) {
    public WatchedNamespaces {
        names = Set.copyOf(names);
    }

    public boolean all() {
        return names.isEmpty();
    }
}
