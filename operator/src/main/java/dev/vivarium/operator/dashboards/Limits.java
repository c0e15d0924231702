package dev.vivarium.operator.dashboards;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.operator.alerting.AlertLimits;
import dev.vivarium.operator.links.AlertPanel;
import java.util.OptionalDouble;

/** The limits that a stack sets for each of its agents, in the units that panels show: dollars, seconds, ratios, counts. */
record Limits(AlertsSpec defaults) {
    /** Empty when the alert is off, or has no limit. */
    OptionalDouble of(AlertPanel panel) {
        return AlertLimits.ofStack(panel, defaults);
    }
}
