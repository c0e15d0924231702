package dev.vivarium.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Objects of one type as the watch shows them, put right by the operator's own later writes. */
final class KindCache<T extends HasMetadata> {
    private static final Logger LOG = Logger.getLogger(KindCache.class);
    private static final String BY_OWNER = "vivarium-owner";

    /** Hears of changes; {@code before} is null for a new object and {@code after} for a deleted one. */
    @FunctionalInterface
    interface Listener<T> {
        void changed(T before, T after);
    }

    private final Class<T> type;
    private volatile List<SharedIndexInformer<T>> informers = List.of();
    private final RecentWrites<T> recentWrites;
    private final List<Listener<T>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicReference<Throwable> lastError = new AtomicReference<>();

    /** Nothing is watched, and so nothing is there, until {@link #start}. */
    KindCache(Class<T> type, Clock clock) {
        this.type = type;
        this.recentWrites = new RecentWrites<>(clock);
    }

    /**
     * Starts the watch and waits until it has shown what exists.
     *
     * @throws IllegalStateException when it has not in that time; then nothing is watched
     */
    void start(List<SharedIndexInformer<T>> fresh, Duration timeout) {
        try {
            run(fresh, timeout);
        } catch (IllegalStateException e) {
            fresh.forEach(SharedIndexInformer::stop);
            throw e;
        }
        informers = List.copyOf(fresh);
    }

    private void run(List<SharedIndexInformer<T>> fresh, Duration timeout) {
        lastError.set(null);
        for (var informer : fresh) {
            informer.addIndexers(Map.of(
                    BY_OWNER, object -> ChildOwnership.key(object).stream().toList()));
            informer.addEventHandler(new Handler());
            informer.exceptionHandler((started, error) -> {
                lastError.set(error);
                LOG.warnf("cannot watch %s: %s", HasMetadata.getPlural(type), error.getMessage());
                return true;
            });
        }
        for (var informer : fresh) {
            try {
                informer.start().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                throw new IllegalStateException(cannotWatch(lastError.get()), lastError.get());
            } catch (ExecutionException e) {
                throw new IllegalStateException(cannotWatch(e.getCause()), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(cannotWatch(e), e);
            }
        }
    }

    private String cannotWatch(Throwable cause) {
        return "cannot list and watch " + HasMetadata.getFullResourceName(type)
                + "; are the definitions and the permissions of the operator installed? "
                + (cause == null ? "no answer from the API server" : cause.getMessage());
    }

    /** Ends the watch; what it showed is no longer there. Who listens goes on to do so, for when it is started again. */
    void stop() {
        var stopped = informers;
        informers = List.of();
        stopped.forEach(SharedIndexInformer::stop);
        recentWrites.clear();
    }

    boolean isStarted() {
        return !informers.isEmpty();
    }

    /** Whether the watch is up, if there is to be one. */
    boolean isWatching() {
        return informers.stream().allMatch(informer -> informer.isWatching() && informer.hasSynced());
    }

    Optional<T> find(String namespace, String name) {
        var key = Cache.namespaceKeyFunc(namespace, name);
        var seen = informers.stream()
                .map(informer -> informer.getStore().getByKey(key))
                .filter(java.util.Objects::nonNull)
                .findFirst();
        return recentWrites.newerThan(key, seen.orElse(null)).or(() -> seen);
    }

    List<T> list() {
        return newest(informers.stream()
                .flatMap(informer -> informer.getStore().list().stream())
                .toList());
    }

    List<T> list(String namespace) {
        var seen = informers.stream()
                .flatMap(informer -> informer.getIndexer().byIndex(Cache.NAMESPACE_INDEX, namespace).stream())
                .toList();
        return newest(seen).stream()
                .filter(object -> namespace.equals(object.getMetadata().getNamespace()))
                .toList();
    }

    List<T> ownedBy(HasMetadata owner) {
        return labelledFor(ChildOwnership.key(
                        owner.getKind(),
                        owner.getMetadata().getNamespace(),
                        owner.getMetadata().getName()))
                .stream()
                .filter(object -> ChildOwnership.isOwnedBy(object, owner))
                .toList();
    }

    List<T> labelledFor(String ownerKey) {
        var seen = informers.stream()
                .flatMap(informer -> informer.getIndexer().byIndex(BY_OWNER, ownerKey).stream())
                .toList();
        return newest(seen).stream()
                .filter(object ->
                        ChildOwnership.key(object).filter(ownerKey::equals).isPresent())
                .toList();
    }

    void remember(T written) {
        recentWrites.put(key(written), written);
    }

    Runnable listen(Listener<T> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private List<T> newest(Collection<T> seen) {
        var byKey = new HashMap<String, T>();
        seen.forEach(object -> byKey.put(key(object), object));
        for (var key : recentWrites.keys()) {
            recentWrites.newerThan(key, byKey.get(key)).ifPresent(written -> byKey.put(key, written));
        }
        return List.copyOf(byKey.values());
    }

    private static String key(HasMetadata object) {
        return Cache.namespaceKeyFunc(
                object.getMetadata().getNamespace(), object.getMetadata().getName());
    }

    private final class Handler implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            recentWrites.seen(key(object), object);
            tell(null, object);
        }

        @Override
        public void onUpdate(T before, T after) {
            if (java.util.Objects.equals(
                    before.getMetadata().getResourceVersion(),
                    after.getMetadata().getResourceVersion())) {
                return;
            }
            recentWrites.seen(key(after), after);
            tell(before, after);
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            recentWrites.deleted(key(object), object);
            tell(object, null);
        }

        private void tell(T before, T after) {
            for (var listener : listeners) {
                listener.changed(before, after);
            }
        }
    }
}
