package dev.vivarium.operator.observation;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the Prometheus of a stack said of itself when it was last asked. It has no times in it, so that two observations of the same state are equal.
 *
 * @param reachable the rest is meaningless when it is false, but for {@code error}
 * @param error why Prometheus could not be asked; empty when it could
 * @param loadedRules hash of the loaded rules by shard, see {@link PollTarget}
 * @param reloadError why it could not load the configuration and the rules that it was given last; empty when it could
 */
public record StackObservation(
        boolean reachable, String error, SortedMap<String, String> loadedRules, String reloadError) {
    public StackObservation {
        loadedRules = Collections.unmodifiableSortedMap(new TreeMap<>(loadedRules));
    }

    static StackObservation unreachable(String error) {
        return new StackObservation(false, error, new TreeMap<>(), "");
    }
}
