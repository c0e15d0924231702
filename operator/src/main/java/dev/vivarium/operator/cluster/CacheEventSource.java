package dev.vivarium.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.health.Status;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;

/** Triggers the reconciliation of the resources that a change in the {@link ClusterCache} concerns. */
final class CacheEventSource<R extends HasMetadata, P extends HasMetadata> extends AbstractEventSource<R, P> {
    private final ClusterCache cache;
    private final Function<R, Object> aspect;
    private final Function<R, Set<ResourceID>> toPrimary;
    private Runnable stopListening = () -> {};

    /**
     * @param aspect what of the object matters: a change that leaves it equal triggers nothing
     * @param toPrimary the resources that an object concerns
     */
    CacheEventSource(
            Class<R> type,
            String name,
            ClusterCache cache,
            Function<R, Object> aspect,
            Function<R, Set<ResourceID>> toPrimary) {
        super(type, name);
        this.cache = cache;
        this.aspect = aspect;
        this.toPrimary = toPrimary;
    }

    @Override
    public void start() {
        if (isRunning()) {
            return;
        }
        stopListening = cache.kind(resourceType()).listen(this::changed);
        super.start();
    }

    @Override
    public void stop() {
        stopListening.run();
        super.stop();
    }

    private void changed(R before, R after) {
        if (before != null && after != null && Objects.equals(aspect.apply(before), aspect.apply(after))) {
            return;
        }
        var concerned = new HashSet<ResourceID>();
        if (before != null) {
            concerned.addAll(toPrimary.apply(before));
        }
        if (after != null) {
            concerned.addAll(toPrimary.apply(after));
        }
        concerned.forEach(resource -> getEventHandler().handleEvent(new Event(resource)));
    }

    /** Always empty: reconcilers ask the {@link ClusterCache}, which also knows their own latest writes. */
    @Override
    public Set<R> getSecondaryResources(P primary) {
        return Set.of();
    }

    @Override
    public Status getStatus() {
        return cache.kind(resourceType()).isWatching() ? Status.HEALTHY : Status.UNHEALTHY;
    }
}
