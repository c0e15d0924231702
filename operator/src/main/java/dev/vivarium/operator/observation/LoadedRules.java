package dev.vivarium.operator.observation;

import dev.vivarium.operator.observation.PollTarget.Resource;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whose rules were loaded when Prometheus had last loaded everything that it should. While it is about to load newer ones, whoever's rules did not change has
 * theirs all the same: a change of one agent does not make the conditions of a thousand flicker.
 *
 * @param markers hash of the rules by shard
 * @param resources fingerprints of the rules about each resource
 */
record LoadedRules(SortedMap<String, String> markers, Map<Resource, String> resources) {
    static final LoadedRules NONE = new LoadedRules(new TreeMap<>(), Map.of());

    LoadedRules {
        markers = Collections.unmodifiableSortedMap(new TreeMap<>(markers));
        resources = Map.copyOf(resources);
    }

    /** What is known now. */
    LoadedRules next(PollTarget target, SortedMap<String, String> loaded) {
        if (loaded.equals(target.expectedRules())) {
            return new LoadedRules(loaded, target.resources());
        }
        return isOnTheWay(target, loaded) ? this : NONE;
    }

    boolean holds(Resource resource, String fingerprint) {
        return fingerprint.equals(resources.get(resource));
    }

    /** Whether each part of the rules is either as before or as it should be: nobody has taken one away. */
    private boolean isOnTheWay(PollTarget target, SortedMap<String, String> loaded) {
        return markers.entrySet().stream().allMatch(before -> {
            var now = loaded.get(before.getKey());
            var wanted = target.expectedRules().get(before.getKey());
            return before.getValue().equals(now) || (now == null ? wanted == null : now.equals(wanted));
        });
    }
}
