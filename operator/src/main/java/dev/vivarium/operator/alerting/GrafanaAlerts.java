package dev.vivarium.operator.alerting;

import static dev.vivarium.operator.alerting.Promql.AGENT;
import static dev.vivarium.operator.alerting.Promql.indent;
import static dev.vivarium.operator.alerting.Promql.selector;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The alerts of one stack for Grafana to evaluate. They ask for what Prometheus records: {@link AlertRules#renderRecordings}. */
public final class GrafanaAlerts {
    /** Grafana evaluates at multiples of this. */
    private static final Duration TICK = Duration.ofSeconds(10);

    private GrafanaAlerts() {}

    /**
     * A condition on one of the labels {@code namespace}, {@code kind} and {@code agent}.
     *
     * @param regex whether the value is a regular expression for all of the label's value
     */
    public record AgentMatch(String label, String value, boolean regex) {
        private String matcher() {
            return Promql.matcher(AlertLabels.SUBJECT.get(label), regex ? "=~" : "=", value);
        }
    }

    /** Whether {@link AgentMatch} can be about the label. */
    public static boolean isAgentLabel(String label) {
        return AlertLabels.SUBJECT.containsKey(label);
    }

    /**
     * Every alert of the stack, in the order of the rule files.
     *
     * @throws IllegalArgumentException naming the field, when a threshold or duration is not of the form that the API demands
     */
    public static List<GrafanaAlert> of(AlertingInput input) {
        var timing = Timing.of(input.scrapeInterval());
        var texts = new AlertTexts(input, Templating.GRAFANA);
        var alerts = new ArrayList<GrafanaAlert>();
        for (var area : Area.values()) {
            for (var definition : AlertDefinition.values()) {
                if (definition.area() == area) {
                    AlertCondition.of(definition, input, timing)
                            .forEach(condition -> alerts.add(alert(condition, texts)));
                }
            }
        }
        alerts.addAll(new CustomAlerts(input).grafana());
        return List.copyOf(alerts);
    }

    /** Time between two evaluations: that of Prometheus' rules, or the next that Grafana knows. */
    public static Duration interval(Duration scrapeInterval) {
        var evaluation = Timing.of(scrapeInterval).evaluation();
        return TICK.multipliedBy(evaluation.plus(TICK).minusNanos(1).dividedBy(TICK));
    }

    /**
     * The expression for those agents alone that meet all of {@code matches}, and for none of which all of one of {@code except} are met. Unchanged when there
     * is nothing to meet.
     */
    public static String within(
            String expression, Collection<AgentMatch> matches, Collection<? extends Collection<AgentMatch>> except) {
        if (matches.isEmpty() && except.isEmpty()) {
            return expression;
        }
        var those = matches.isEmpty() ? "" : "\nand on (" + AGENT + ") " + agents(matches);
        return except.stream()
                .map(others -> "\nunless on (" + AGENT + ") " + agents(others))
                .collect(Collectors.joining("", "(\n" + indent(expression) + "\n)" + those, ""));
    }

    private static String agents(Collection<AgentMatch> matches) {
        return selector(
                Telemetry.EXPECTED, matches.stream().map(AgentMatch::matcher).toArray(String[]::new));
    }

    /** For a restricted expression: the limits of those that it gives. */
    public static String limits(String limit, String expression) {
        return "(\n" + indent(limit) + "\n)\nand on (" + AGENT + ")\n(\n" + indent(expression) + "\n)";
    }

    private static GrafanaAlert alert(AlertCondition condition, AlertTexts texts) {
        var definition = condition.definition();
        var setting = condition.setting();
        var labels = new TreeMap<String, String>();
        labels.put("severity", setting.severity().label());
        texts.subject(definition).forEach((label, from) -> labels.put(label, Templating.GRAFANA.label(from)));
        var holdFor = Timing.text(setting.holdFor());
        return new GrafanaAlert(
                definition.field()
                        + (condition.likeStack() ? "" : "/" + setting.severity().label() + "/" + holdFor),
                definition.area().group(),
                definition.alertName(),
                condition.likeStack() ? "" : setting.severity().label() + " for " + holdFor,
                condition.expression(),
                definition.unit() == ThresholdUnit.NONE
                        ? Optional.empty()
                        : Optional.of(Promql.aggregate("max", AGENT, condition.limits())),
                setting.holdFor(),
                setting.severity(),
                labels,
                texts.annotations(definition),
                Optional.of(definition.panel().id()),
                definition == AlertDefinition.TELEMETRY_ABSENT);
    }
}
