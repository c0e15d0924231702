package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.ObservabilityStackSpec;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.ResourceLookup;
import dev.vivarium.operator.settings.OperatorSettings;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that the children of one stack are made from.
 *
 * @param served what uses the stack
 * @param lookup what the references of the spec are resolved by
 * @param rules content of the rule files by file name
 * @param dashboards JSON of the dashboards by file name
 */
public record StackInput(
        ObservabilityStack stack,
        ServedResources served,
        ResourceLookup lookup,
        OperatorSettings settings,
        SortedMap<String, String> rules,
        SortedMap<String, String> dashboards) {
    public StackInput {
        rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
        dashboards = Collections.unmodifiableSortedMap(new TreeMap<>(dashboards));
    }

    ObservabilityStackSpec spec() {
        return stack.getSpec();
    }

    NamespacedName id() {
        return NamespacedName.of(stack);
    }

    String namespace() {
        return stack.getMetadata().getNamespace();
    }

    String name() {
        return stack.getMetadata().getName();
    }

    Duration scrapeInterval() {
        return ScrapeInterval.of(spec());
    }

    Secrets secrets() {
        return new Secrets(lookup, namespace());
    }
}
