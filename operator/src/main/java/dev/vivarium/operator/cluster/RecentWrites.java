package dev.vivarium.operator.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What was written and has perhaps not yet come back through the watch, so that nobody decides by what is older than their own write. An entry is dropped
 * when something at least as new was seen, and after a while in any case, since the object may have been deleted before the watch showed it.
 */
public final class RecentWrites<T extends HasMetadata> {
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final Clock clock;
    private final Map<String, Entry<T>> entries = new ConcurrentHashMap<>();

    public RecentWrites(Clock clock) {
        this.clock = clock;
    }

    private record Entry<T>(T written, Instant until) {}

    public void put(String key, T written) {
        var now = clock.instant();
        entries.values().removeIf(entry -> entry.until().isBefore(now));
        entries.merge(
                key,
                new Entry<>(written, now.plus(KEPT)),
                (old, fresh) -> isNewer(old.written(), fresh.written()) ? old : fresh);
    }

    /** What was written under that key, unless {@code seen} is as new; {@code seen} may be null. */
    public Optional<T> newerThan(String key, T seen) {
        var entry = entries.get(key);
        if (entry == null || entry.until().isBefore(clock.instant())) {
            return Optional.empty();
        }
        if (seen != null && !isNewer(entry.written(), seen)) {
            entries.remove(key, entry);
            return Optional.empty();
        }
        return Optional.of(entry.written());
    }

    /** To be told what the watch showed. */
    public void seen(String key, T object) {
        newerThan(key, object);
    }

    /** To be told that the watch showed the deletion of the object. */
    public void deleted(String key, T lastState) {
        entries.computeIfPresent(key, (ignored, entry) -> sameUid(entry.written(), lastState) ? null : entry);
    }

    void clear() {
        entries.clear();
    }

    Collection<String> keys() {
        return entries.keySet();
    }

    private static boolean sameUid(HasMetadata one, HasMetadata other) {
        return one.getMetadata().getUid().equals(other.getMetadata().getUid());
    }

    /** Resource versions of one resource type on one server grow; a version that is not a number counts as new. */
    private static boolean isNewer(HasMetadata one, HasMetadata other) {
        try {
            return Long.parseUnsignedLong(one.getMetadata().getResourceVersion())
                    > Long.parseUnsignedLong(other.getMetadata().getResourceVersion());
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
