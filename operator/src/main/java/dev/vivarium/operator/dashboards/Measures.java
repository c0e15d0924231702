package dev.vivarium.operator.dashboards;

import static dev.vivarium.operator.dashboards.Vocabulary.AGENTS;
import static dev.vivarium.operator.dashboards.Vocabulary.NOTHING;

import dev.vivarium.agent.contract.TurnOrigin;
import dev.vivarium.operator.dashboards.grafana.PanelBuilder;
import dev.vivarium.operator.dashboards.promql.Counters;
import dev.vivarium.operator.dashboards.promql.Expr;
import dev.vivarium.operator.dashboards.promql.Histograms;
import dev.vivarium.operator.dashboards.promql.Selector;
import dev.vivarium.operator.dashboards.promql.Window;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import java.util.List;

/** What several dashboards ask for. Totals are over the whole time range; rates are courses over time. */
final class Measures {
    private Measures() {}

    /** How much a counter grew in the time range. */
    static Expr total(Metric counter, Selector selector, List<String> by) {
        return Counters.grown(counter.prometheusName(), selector).sumBy(by);
    }

    /** The same for ranking within a course over time. */
    static Expr totalAtEnd(Metric counter, Selector selector, List<String> by) {
        return Expr.increase(counter.prometheusName(), selector, Window.RANGE_AT_END)
                .sumBy(by);
    }

    static Expr perMinute(Metric counter, Selector selector, List<String> by) {
        return Expr.rate(counter.prometheusName(), selector, Window.RATE)
                .sumBy(by)
                .perMinute();
    }

    /** Observations of a histogram a minute. */
    static Expr observationsPerMinute(Metric histogram, Selector selector, List<String> by) {
        return Histograms.observations(histogram, selector, by, Window.RATE).perMinute();
    }

    /** Observations of a histogram in the time range. */
    static Expr observed(Metric histogram, Selector selector, List<String> by) {
        return Histograms.observations(histogram, selector, by, Window.RANGE);
    }

    /** The same for ranking within a course over time. */
    static Expr observedAtEnd(Metric histogram, Selector selector, List<String> by) {
        return Expr.increase(histogram.count(), selector, Window.RANGE_AT_END).sumBy(by);
    }

    /** US dollars an hour. */
    static Expr costPerHour(Selector selector, List<String> by) {
        return Expr.rate(Catalog.COST_USD.prometheusName(), selector, Window.RATE)
                .sumBy(by)
                .perHour();
    }

    /** Input and output tokens together, a minute. */
    static Expr tokensPerMinute(Selector selector, List<String> by) {
        return Expr.rate(Catalog.INPUT_TOKENS.prometheusName(), selector, Window.RATE)
                .sumBy(by)
                .plus(Expr.rate(Catalog.OUTPUT_TOKENS.prometheusName(), selector, Window.RATE)
                        .sumBy(by))
                .perMinute();
    }

    /** The panel with a line for each quantile of a histogram. */
    static PanelBuilder quantiles(PanelBuilder panel, Metric histogram, Selector selector, double... quantiles) {
        for (var quantile : quantiles) {
            panel.query(
                    Histograms.quantile(quantile, histogram, selector, NOTHING, Window.RATE)
                            .text(),
                    quantileName(quantile));
        }
        return panel;
    }

    /** How a quantile is called in a legend: p95. */
    private static String quantileName(double quantile) {
        return "p" + Math.round(quantile * 100);
    }

    /** Turns that were not delegated; those that were where there are no others, as when a sub-agent is looked at alone. */
    static Expr startedTurns() {
        return total(Catalog.TURNS, AGENTS.notEqualTo(Vocabulary.ORIGIN, TurnOrigin.DELEGATED.value()), NOTHING)
                .positive()
                .or(total(Catalog.TURNS, AGENTS, NOTHING));
    }
}
