package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.operator.alerting.StackLabels;
import dev.vivarium.operator.resolve.NamespacedName;
import java.util.List;
import java.util.Map;

/**
 * A group of rules with one rule that records the hash of those that it stands beside. So Prometheus itself can be asked what it has loaded. It tells the stack,
 * since a Prometheus that runs elsewhere may have the rules of several.
 */
final class RuleMarker {
    /** The metric that says which content of a part of the rules is loaded. */
    static final String METRIC = "vivarium:rules:loaded";

    static final String GROUP = "vivarium-loaded";
    static final String SHARD_LABEL = "shard";
    static final String HASH_LABEL = "hash";

    private RuleMarker() {}

    /** @param shard names the part of the rules */
    static Map<String, Object> group(NamespacedName stack, String shard, String hash) {
        return map(
                "name",
                GROUP,
                "rules",
                List.of(map(
                        "record",
                        METRIC,
                        "expr",
                        "vector(1)",
                        "labels",
                        map(
                                SHARD_LABEL,
                                shard,
                                HASH_LABEL,
                                hash,
                                StackLabels.STACK,
                                stack.name(),
                                StackLabels.STACK_NAMESPACE,
                                stack.namespace()))));
    }
}
