package dev.vivarium.operator.alerting;

import static dev.vivarium.operator.alerting.Promql.AGENT;
import static dev.vivarium.operator.alerting.Promql.matcher;
import static dev.vivarium.operator.alerting.Promql.selector;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.telemetry.ResourceLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Limits as constant series, so that one alerting expression serves all agents. The stack's limits are one series for each alert; an agent has series of its own
 * only where it differs.
 */
final class Thresholds {
    static final String STACK = "vivarium_stack:alert_threshold";
    static final String OWN = "vivarium_agent:alert_threshold";
    static final String ALERT = "alert";
    private static final String SEVERITY = "severity";
    static final String HOLD_FOR = "hold_for";

    /** No signal is above it: an alert that is switched off for one agent. */
    private static final String NEVER = "+Inf";

    private Thresholds() {}

    /** The limits of the stack, for agents that say nothing. */
    static List<Rule> defaults(AlertsSpec defaults) {
        var rules = new ArrayList<Rule>();
        for (var definition : AlertDefinition.values()) {
            var setting = definition.setting(defaults);
            if (setting.enabled()) {
                rules.add(constant(STACK, setting.threshold().toPlainString(), labels(definition, setting)));
            }
        }
        return rules;
    }

    /** That the agent exists, and where its limits differ from those of the stack. */
    static List<Rule> of(AlertTarget target, AlertsSpec defaults) {
        var rules = new ArrayList<Rule>();
        rules.add(constant(Telemetry.EXPECTED, target.expectedToRun() ? "1" : "0", labels(target)));
        rules.addAll(Budgets.constants(target));
        for (var definition : AlertDefinition.values()) {
            var stack = definition.setting(defaults);
            var own = definition.setting(target.overrides(), defaults);
            if (own.enabled() && !own.equals(stack)) {
                rules.add(constant(OWN, own.threshold().toPlainString(), labels(target, labels(definition, own))));
            } else if (!own.enabled() && stack.enabled()) {
                rules.add(constant(OWN, NEVER, labels(target, labels(definition, stack))));
            }
        }
        return rules;
    }

    /** The limits of the agents whose alert fires as the setting says; those that take the stack's limit are among them when it does. */
    static String matching(AlertDefinition definition, AlertSetting setting, AlertSetting stack) {
        var all = selector(OWN, alert(definition));
        var own = selector(
                OWN,
                alert(definition),
                matcher(HOLD_FOR, "=", Timing.text(setting.holdFor())),
                matcher(SEVERITY, "=", setting.severity().label()));
        if (!stack.enabled() || !setting.firesLike(stack)) {
            return own;
        }
        return own + "\nor on (" + AGENT + ")\n(" + Telemetry.EXPECTED + " * 0 unless on (" + AGENT + ") " + all
                + ")\n+ on () group_left ()\n" + selector(STACK, alert(definition));
    }

    /** A template action that gives the limit of the agent that the alert is about, in the format. */
    static String template(AlertDefinition definition) {
        var alert = alert(definition);
        var query = "printf `" + OWN + "{" + alert + ", " + ResourceLabel.NAMESPACE.label() + "=%q, "
                + ResourceLabel.KIND.label() + "=%q, " + ResourceLabel.NAME.label() + "=%q} or on () "
                + selector(STACK, alert) + "` $labels." + ResourceLabel.NAMESPACE.label() + " $labels."
                + ResourceLabel.KIND.label() + " $labels." + ResourceLabel.NAME.label() + " | query";
        return "{{ with " + query + " }}" + definition.unit().template(". | first | value") + "{{ end }}";
    }

    private static String alert(AlertDefinition definition) {
        return matcher(ALERT, "=", definition.field());
    }

    private static SortedMap<String, String> labels(AlertDefinition definition, AlertSetting setting) {
        var labels = new TreeMap<String, String>();
        labels.put(ALERT, definition.field());
        labels.put(HOLD_FOR, Timing.text(setting.holdFor()));
        labels.put(SEVERITY, setting.severity().label());
        return labels;
    }

    static SortedMap<String, String> labels(AlertTarget target) {
        return labels(target, new TreeMap<>());
    }

    private static SortedMap<String, String> labels(AlertTarget target, SortedMap<String, String> labels) {
        labels.put(ResourceLabel.NAMESPACE.label(), target.namespace());
        labels.put(ResourceLabel.KIND.label(), target.kind());
        labels.put(ResourceLabel.NAME.label(), target.name());
        return labels;
    }

    /** @param value as PromQL writes a number */
    static Rule constant(String name, String value, SortedMap<String, String> labels) {
        return new Rule.Recording(name, "vector(" + value + ")", labels);
    }
}
