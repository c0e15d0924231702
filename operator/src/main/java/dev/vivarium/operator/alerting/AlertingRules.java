package dev.vivarium.operator.alerting;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The alerting rules of one alert, for Prometheus to evaluate. */
final class AlertingRules {
    private final AlertingInput input;
    private final Timing timing;
    private final AlertTexts texts;

    AlertingRules(AlertingInput input, Timing timing) {
        this.input = input;
        this.timing = timing;
        this.texts = new AlertTexts(input, Templating.PROMETHEUS);
    }

    List<Rule> of(AlertDefinition definition) {
        return AlertCondition.of(definition, input, timing).stream()
                .map(this::rule)
                .toList();
    }

    private Rule rule(AlertCondition condition) {
        return new Rule.Alerting(
                condition.definition().alertName(),
                condition.expression(),
                Timing.text(condition.setting().holdFor()),
                labels(condition),
                texts.annotations(condition.definition()));
    }

    private SortedMap<String, String> labels(AlertCondition condition) {
        var labels = new TreeMap<String, String>();
        labels.put("severity", condition.setting().severity().label());
        if (!condition.likeStack()) {
            // Empty, so that alerts do not carry it; but promtool takes rules of one name and the same labels for a
            // mistake.
            labels.put(
                    Thresholds.HOLD_FOR + "_" + Timing.text(condition.setting().holdFor()), "");
        }
        texts.subject(condition.definition()).forEach((label, from) -> {
            labels.put(label, Templating.PROMETHEUS.label(from));
            labels.put(from, "");
        });
        return labels;
    }
}
