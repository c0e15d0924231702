package dev.vivarium.operator.alerting;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;

/**
 * Rules that Prometheus evaluates one after the other, so that a rule sees what those before it recorded in the same evaluation.
 *
 * @param name unique within a file
 * @param interval time between two evaluations, as a Prometheus duration
 */
@JsonPropertyOrder({"name", "interval", "rules"})
record RuleGroup(String name, String interval, List<Rule> rules) {
    RuleGroup {
        rules = List.copyOf(rules);
    }
}
