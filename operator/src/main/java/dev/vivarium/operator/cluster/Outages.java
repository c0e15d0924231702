package dev.vivarium.operator.cluster;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tells outages that last from those that are over at once. */
public final class Outages {
    private final Clock clock;
    private final Duration tolerated;
    private final SortedMap<String, Instant> since = new TreeMap<>();

    /** @param tolerated how long something may be down */
    public Outages(Clock clock, Duration tolerated) {
        this.clock = clock;
        this.tolerated = tolerated;
    }

    /**
     * What has been down for longer than is tolerated.
     *
     * @param down what is down now; to be told regularly, since an outage begins when it is first told
     */
    public synchronized SortedSet<String> lasting(Set<String> down) {
        var now = clock.instant();
        since.keySet().retainAll(down);
        down.forEach(name -> since.putIfAbsent(name, now));
        var lasting = new TreeSet<String>();
        since.forEach((name, begin) -> {
            if (begin.plus(tolerated).isBefore(now)) {
                lasting.add(name);
            }
        });
        return lasting;
    }
}
