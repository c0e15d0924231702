package dev.vivarium.operator.dashboards.promql;

import dev.vivarium.operator.alerting.RecordedSeries;
import dev.vivarium.telemetry.ResourceLabel;
import java.util.List;

/** What is asked of counters. */
public final class Counters {
    private static final List<String> POD = List.of(
            ResourceLabel.NAMESPACE.label(),
            ResourceLabel.KIND.label(),
            ResourceLabel.NAME.label(),
            ResourceLabel.POD.label());

    private Counters() {}

    /** How much each series grew over the whole time range, what it had at its birth included. */
    public static Expr grown(String counter, Selector selector) {
        return Expr.grown(counter, selector, RecordedSeries.POD_TURNS, POD);
    }
}
