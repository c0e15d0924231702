package dev.vivarium.operator.alerting;

import dev.vivarium.api.v1alpha1.Severity;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An alert for Grafana to evaluate. It fires for every series that the expression gives.
 *
 * @param key what no other alert of the stack has; the same as long as the alert is the same thing to people, whatever its limits
 * @param group of alerts that belong together
 * @param name value of the label {@code alertname}
 * @param variant what tells it from other alerts of the name, for people; empty for the usual one
 * @param expression PromQL, to be asked as {@link #VALUE}
 * @param limit PromQL that gives the limits of those that fire, to be asked as {@link #LIMIT}; empty for an alert without limit
 * @param labels templates
 * @param annotations templates
 * @param panel number of the panel of the agents' dashboard that draws it; empty when none does
 * @param tellsFailures whether it tells when the expression cannot be evaluated; one alert of a stack does, or each would
 */
public record GrafanaAlert(
        String key,
        String group,
        String name,
        String variant,
        String expression,
        Optional<String> limit,
        Duration holdFor,
        Severity severity,
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations,
        Optional<Integer> panel,
        boolean tellsFailures) {
    /** Reference ids of the queries, which the templates name. */
    public static final String VALUE = "A";

    public static final String LIMIT = "B";

    public GrafanaAlert {
        labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
        annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    }
}
