package dev.vivarium.operator.observation;

import dev.vivarium.api.v1alpha1.BudgetPeriod;
import dev.vivarium.operator.resolve.NamespacedName;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Prometheus that is asked regularly, and what about.
 *
 * @param expectedRules hash of the rules by shard that it should have loaded; it is asked more often until it has
 * @param collectorManaged whether the stack runs a collector of its own, which must then be up
 * @param budgets whose spending is limited, and over which period
 * @param resources the agents, sub-agents and MCP servers that the stack serves, each with the fingerprint of the rules about it
 */
public record PollTarget(
        NamespacedName stack,
        PrometheusAccess prometheus,
        SortedMap<String, String> expectedRules,
        boolean collectorManaged,
        Map<Resource, BudgetPeriod> budgets,
        Map<Resource, String> resources) {
    public PollTarget {
        expectedRules = Collections.unmodifiableSortedMap(new TreeMap<>(expectedRules));
        budgets = Map.copyOf(budgets);
        resources = Map.copyOf(resources);
    }

    /** A resource whose telemetry is observed. */
    public record Resource(String kind, NamespacedName name) {}
}
