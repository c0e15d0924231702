package dev.vivarium.operator.cluster;

import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.Vivarium;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.ResourceLookup;
import dev.vivarium.operator.settings.WatchedNamespaces;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What exists in the cluster, from one watch per type that every controller shares. The kinds of this operator, Secrets, ConfigMaps and Namespaces are watched whole,
 * since resources refer to them by name; of other types only what the operator created, by its label. A type is watched from the moment it is first asked for.
 *
 * <p>What is returned is shared and must not be changed.
 */
public final class ClusterCache implements ResourceLookup, AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    /** Of a kind without which the operator works: it was served a moment ago. */
    private static final Duration OPTIONAL_START_TIMEOUT = Duration.ofSeconds(20);

    private final KubernetesClient client;
    private final WatchedNamespaces namespaces;
    private final Clock clock;
    private final Set<Class<?>> optional;
    private final Map<Class<?>, KindCache<?>> kinds = new ConcurrentHashMap<>();

    /** @param optional types that may not be served; nothing of them is there until they are opened */
    public ClusterCache(
            KubernetesClient client,
            WatchedNamespaces namespaces,
            Collection<Class<? extends HasMetadata>> optional,
            Clock clock) {
        this.client = client;
        this.namespaces = namespaces;
        this.optional = Set.copyOf(optional);
        this.clock = clock;
    }

    @Override
    public <T extends HasMetadata> Optional<T> find(Class<T> type, String namespace, String name) {
        return kind(type).find(namespace, name);
    }

    @Override
    public <T extends HasMetadata> List<T> list(Class<T> type) {
        return kind(type).list();
    }

    @Override
    public <T extends HasMetadata> List<T> list(Class<T> type, String namespace) {
        return kind(type).list(namespace);
    }

    /** Objects of that type whose owner is this very resource, not an earlier one of the same name. */
    public <T extends HasMetadata> List<T> ownedBy(Class<T> type, HasMetadata owner) {
        return kind(type).ownedBy(owner);
    }

    /** Objects of that type that name the resource as their owner by reference or by labels, such as the pods of its Deployment. */
    public <T extends HasMetadata> List<T> labelledFor(Class<T> type, String ownerKind, NamespacedName owner) {
        return kind(type).labelledFor(ChildOwnership.key(ownerKind, owner.namespace(), owner.name()));
    }

    /** Whether the cache would show an object of that type if it existed, whoever created it. */
    public boolean showsForeign(Class<? extends HasMetadata> type) {
        return Vivarium.GROUP.equals(HasMetadata.getGroup(type))
                || type == Secret.class
                || type == ConfigMap.class
                || type == Namespace.class;
    }

    /** Makes the cache answer with what the API server returned for a write, until the watch shows it. */
    @SuppressWarnings("unchecked")
    public <T extends HasMetadata> void remember(T written) {
        kind((Class<T>) written.getClass()).remember(written);
    }

    /** Whether every watch is up. */
    public boolean isWatching() {
        return kinds.values().stream().allMatch(KindCache::isWatching);
    }

    /** Types whose watch is down at the moment. */
    public List<String> notWatching() {
        return kinds.entrySet().stream()
                .filter(kind -> !kind.getValue().isWatching())
                .map(kind -> kind.getKey().getSimpleName())
                .sorted()
                .toList();
    }

    /** Whether objects of that type can be asked for and written. */
    public boolean isInstalled(Class<? extends HasMetadata> type) {
        return !optional.contains(type) || kind(type).isStarted();
    }

    /**
     * Begins to watch an optional type.
     *
     * @throws IllegalStateException when it cannot be watched
     */
    <T extends HasMetadata> void open(Class<T> type) {
        kind(type).start(informers(type), OPTIONAL_START_TIMEOUT);
    }

    /** Ends to watch an optional type. */
    void shut(Class<? extends HasMetadata> type) {
        kind(type).stop();
    }

    @Override
    public void close() {
        kinds.values().forEach(KindCache::stop);
    }

    @SuppressWarnings("unchecked")
    <T extends HasMetadata> KindCache<T> kind(Class<T> type) {
        return (KindCache<T>) kinds.computeIfAbsent(type, ignored -> start(type));
    }

    private <T extends HasMetadata> KindCache<T> start(Class<T> type) {
        var kind = new KindCache<>(type, clock);
        if (!optional.contains(type)) {
            kind.start(informers(type), START_TIMEOUT);
        }
        return kind;
    }

    private <T extends HasMetadata> List<SharedIndexInformer<T>> informers(Class<T> type) {
        if (namespaces.all() || !Namespaced.class.isAssignableFrom(type)) {
            return List.of(informer(type, null));
        }
        return namespaces.names().stream().map(name -> informer(type, name)).toList();
    }

    private <T extends HasMetadata> SharedIndexInformer<T> informer(Class<T> type, String namespace) {
        var resources = client.resources(type);
        var scoped = namespace != null
                ? resources.inNamespace(namespace)
                : Namespaced.class.isAssignableFrom(type) ? resources.inAnyNamespace() : resources;
        var selected = showsForeign(type) ? scoped : scoped.withLabel(Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE);
        return selected.runnableInformer(0);
    }
}
