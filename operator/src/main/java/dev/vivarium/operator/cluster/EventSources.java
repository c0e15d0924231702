package dev.vivarium.operator.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What makes a controller reconcile its resources besides a change of their own.
 *
 * <p>Who refers to a changed object is looked up in the controller's own cache of its resources: a resource that was reconciled is in there, so no
 * change after that reconciliation can be missed.
 */
public final class EventSources<P extends HasMetadata> {
    private final EventSourceContext<P> context;
    private final ClusterCache cache;
    private final List<EventSource<?, P>> sources = new ArrayList<>();

    public EventSources(EventSourceContext<P> context, ClusterCache cache) {
        this.context = context;
        this.cache = cache;
    }

    /** Every change of a child, whoever made it. */
    public EventSources<P> children(Collection<Class<? extends HasMetadata>> types) {
        types.forEach(this::child);
        return this;
    }

    private <R extends HasMetadata> void child(Class<R> type) {
        var kind = HasMetadata.getKind(context.getPrimaryResourceClass());
        add(type, "children", object -> object.getMetadata().getResourceVersion(), object -> ownerOf(kind, object));
    }

    /**
     * Every change of the content of an object that a resource names: of the data of Secrets and ConfigMaps, of the generation of custom resources.
     *
     * @param names whether the resource names the object; asked for objects of all namespaces
     */
    public <R extends HasMetadata> EventSources<P> references(Class<R> type, BiPredicate<P, R> names) {
        return references(type, EventSources::content, names);
    }

    /** As above, for changes of what {@code aspect} gives. */
    public <R extends HasMetadata> EventSources<P> references(
            Class<R> type, Function<R, Object> aspect, BiPredicate<P, R> names) {
        add(
                type,
                "references",
                aspect,
                object -> context.getPrimaryCache()
                        .list(primary -> names.test(primary, object))
                        .map(ResourceID::fromResource)
                        .collect(Collectors.toSet()));
        return this;
    }

    /** Every change of that aspect of the resources themselves, such as of an annotation, which does not change their generation. */
    public EventSources<P> own(Class<P> type, Function<P, Object> aspect) {
        add(type, "own", aspect, primary -> Set.of(ResourceID.fromResource(primary)));
        return this;
    }

    /** A source of the caller's own. */
    public EventSources<P> with(EventSource<?, P> source) {
        sources.add(source);
        return this;
    }

    public List<EventSource<?, P>> list() {
        return List.copyOf(sources);
    }

    private <R extends HasMetadata> void add(
            Class<R> type, String role, Function<R, Object> aspect, Function<R, Set<ResourceID>> toPrimary) {
        sources.add(new CacheEventSource<>(type, type.getSimpleName() + "-" + role, cache, aspect, toPrimary));
    }

    private static Set<ResourceID> ownerOf(String kind, HasMetadata object) {
        return ChildOwnership.key(object).stream()
                .map(key -> key.split("/", 3))
                .filter(parts -> parts[0].equals(kind))
                .map(parts -> new ResourceID(parts[2], parts[1]))
                .collect(Collectors.toSet());
    }

    private static Object content(HasMetadata object) {
        return switch (object) {
            case Secret secret -> secretContent(secret);
            case ConfigMap map -> Arrays.asList(map.getData(), map.getBinaryData());
            case CustomResource<?, ?> resource ->
                Arrays.asList(resource.getMetadata().getGeneration(), resource.isMarkedForDeletion());
            default -> object.getMetadata().getResourceVersion();
        };
    }

    private static Object secretContent(Secret secret) {
        return Arrays.asList(secret.getData(), secret.getType());
    }
}
