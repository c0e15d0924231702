package dev.vivarium.operator.cluster;

import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Kinds whose definitions somebody else installs, before, after or never. It asks the API server what it serves, which everybody may, rather than watch the
 * definitions, for which the operator would need a right in the whole cluster; and has the cache watch such a kind for just as long as it is served.
 */
public final class OptionalKinds implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(OptionalKinds.class);

    /** After a kind that is served could not be watched, say because the operator may not. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final ClusterCache cache;
    private final Clock clock;
    private final Map<String, List<Class<? extends HasMetadata>>> kinds;
    private final Map<Class<?>, String> failures = new ConcurrentHashMap<>();
    private final Map<Class<?>, Instant> notBefore = new HashMap<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("optional-kinds").factory());

    /** @param kinds to be told to the cache as optional, too */
    public OptionalKinds(
            KubernetesClient client, ClusterCache cache, Collection<Class<? extends HasMetadata>> kinds, Clock clock) {
        this.client = client;
        this.cache = cache;
        this.clock = clock;
        this.kinds = kinds.stream()
                .collect(Collectors.groupingBy(HasMetadata::getApiVersion, TreeMap::new, Collectors.toList()));
    }

    /** Looks now, so that whoever starts afterwards knows what there is, and then regularly. */
    public OptionalKinds start(Duration interval) {
        look();
        timer.scheduleWithFixedDelay(this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    /** Why objects of that kind cannot be worked with although its definition may be there. */
    public Optional<String> failure(Class<? extends HasMetadata> kind) {
        return Optional.ofNullable(failures.get(kind));
    }

    /** Has the listener told when a kind has come or gone; returns what stops that. */
    public Runnable listen(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void look() {
        try {
            var changed = false;
            for (var group : kinds.entrySet()) {
                changed |= look(group.getKey(), group.getValue());
            }
            if (changed) {
                listeners.forEach(Runnable::run);
            }
        } catch (RuntimeException e) {
            LOG.warnf(e, "cannot find out which optional kinds there are");
        }
    }

    private boolean look(String apiVersion, List<Class<? extends HasMetadata>> types) {
        Set<String> served;
        try {
            served = served(apiVersion);
        } catch (KubernetesClientException e) {
            // That the API server does not answer says nothing about what is installed.
            LOG.debugf("cannot ask what %s holds: %s", apiVersion, e.getMessage());
            return false;
        }
        var changed = false;
        for (var type : types) {
            if (served.contains(HasMetadata.getPlural(type))) {
                changed |= !cache.isInstalled(type) && open(type);
            } else {
                changed |= shut(type);
            }
        }
        return changed;
    }

    private Set<String> served(String apiVersion) {
        var resources = client.getApiResources(apiVersion);
        return resources == null
                ? Set.of()
                : resources.getResources().stream().map(APIResource::getName).collect(Collectors.toSet());
    }

    private boolean open(Class<? extends HasMetadata> type) {
        var now = clock.instant();
        if (now.isBefore(notBefore.getOrDefault(type, now))) {
            return false;
        }
        try {
            cache.open(type);
            LOG.infof("%s is there: it is watched from now on", HasMetadata.getFullResourceName(type));
            notBefore.remove(type);
            failures.remove(type);
            return true;
        } catch (IllegalStateException e) {
            LOG.warn(e.getMessage());
            notBefore.put(type, now.plus(RETRY));
            return !e.getMessage().equals(failures.put(type, e.getMessage()));
        }
    }

    private boolean shut(Class<? extends HasMetadata> type) {
        notBefore.remove(type);
        var failed = failures.remove(type) != null;
        if (!cache.isInstalled(type)) {
            return failed;
        }
        cache.shut(type);
        LOG.infof("%s is no longer there", HasMetadata.getFullResourceName(type));
        return true;
    }
}
