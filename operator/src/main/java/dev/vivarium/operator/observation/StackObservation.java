package dev.vivarium.operator.observation;

import dev.vivarium.operator.observation.PollTarget.Resource;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the Prometheus of a stack said of itself when it was last asked. It has no times in it, so that two observations of the same state are equal.
 *
 * @param reachable the rest is meaningless when it is false, but for {@code error}
 * @param error why Prometheus could not be asked; empty when it could
 * @param loadedRules hash of the loaded rules by shard, see {@link PollTarget}
 * @param reloadError why it could not load the configuration and the rules that it was given last; empty when it could
 * @param collectorUp whether the stack's collector is up as a target; true when an external collector is used
 * @param silent whoever is served and has no samples of the last five minutes, whether any are expected or not
 * @param figures of the stack as a whole; empty when Prometheus did not answer
 */
public record StackObservation(
        boolean reachable,
        String error,
        SortedMap<String, String> loadedRules,
        String reloadError,
        boolean collectorUp,
        Set<Resource> silent,
        Optional<Figures> figures) {
    public StackObservation {
        loadedRules = Collections.unmodifiableSortedMap(new TreeMap<>(loadedRules));
        silent = Set.copyOf(silent);
    }

    /** Targets of the stack whose last scrape failed, as far as it is known. */
    public int targetsDown() {
        return figures.map(Figures::targetsDown).orElse(0);
    }

    static StackObservation unreachable(String error) {
        return new StackObservation(false, error, new TreeMap<>(), "", false, Set.of(), Optional.empty());
    }
}
