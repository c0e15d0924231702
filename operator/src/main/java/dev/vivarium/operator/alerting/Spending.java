package dev.vivarium.operator.alerting;

import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.ResourceLabel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * What is recorded so that spending can be summed over a day, and held against budgets: a counter for each pod, a sample a minute. Without it the sum over a
 * thousand agents would read every sample of every model and kind of cost.
 */
final class Spending {
    static final String FILE = "spend.yaml";
    static final String GROUP = "vivarium-spend";

    /** Well below the five minutes for which Prometheus takes a sample to be current, so that the last word of a pod that is gone is recorded. */
    static final Duration EVALUATION = Duration.ofMinutes(1);

    /** US dollars that a pod has spent since it started. */
    static final String COST = "vivarium_pod:llm_cost_usd:sum";

    private Spending() {}

    static List<Rule> rules() {
        var rules = new ArrayList<Rule>();
        rules.add(new Rule.Recording(
                COST,
                Promql.sum(
                        Promql.POD,
                        Promql.selector(
                                Catalog.COST_USD.prometheusName(),
                                Promql.matcher(ResourceLabel.NAME.label(), "!=", ""))),
                new TreeMap<>()));
        rules.addAll(Budgets.rules());
        return rules;
    }
}
