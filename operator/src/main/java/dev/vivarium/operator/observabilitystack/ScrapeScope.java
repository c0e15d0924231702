package dev.vivarium.operator.observabilitystack;

import io.fabric8.kubernetes.api.model.Namespace;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Where Prometheus looks for pods.
 *
 * @param all every namespace
 * @param namespaces the stack's own and those served that exist; a role cannot be made in one that does not, and Prometheus would only complain about it
 * @param missing served namespaces that do not exist, or are just being deleted
 */
record ScrapeScope(boolean all, SortedSet<String> namespaces, SortedSet<String> missing) {
    static final String EVERY_NAMESPACE = "*";

    static ScrapeScope of(StackInput input) {
        var named = new TreeSet<>(input.spec().serves().namespaces());
        var all = named.remove(EVERY_NAMESPACE);
        if (all && !input.watched().all()) {
            // An operator that is confined to some namespaces may not grant more than those.
            all = false;
            named.addAll(input.watched().names());
        }
        named.remove(input.namespace());
        var existing = new TreeSet<String>();
        var missing = new TreeSet<String>();
        for (var namespace : named) {
            (exists(input, namespace) ? existing : missing).add(namespace);
        }
        existing.add(input.namespace());
        return new ScrapeScope(all, existing, missing);
    }

    private static boolean exists(StackInput input, String name) {
        if (!input.watched().all()) {
            return input.watched().names().contains(name);
        }
        Optional<Namespace> namespace = input.lookup().find(Namespace.class, null, name);
        if (namespace.isPresent()) {
            return !namespace.get().isMarkedForDeletion();
        }
        // Manifests that are rendered without a cluster rarely hold the namespaces.
        return input.served().targets().stream()
                        .anyMatch(target -> target.namespace().equals(name))
                || input.served().mcpServers().stream()
                        .anyMatch(server -> server.namespace().equals(name));
    }
}
