package dev.vivarium.operator.alerting;

import static dev.vivarium.operator.alerting.Promql.matcher;
import static dev.vivarium.operator.alerting.Promql.selector;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.operator.links.AlertPanel;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The limits of alerts, for those who draw them. */
public final class AlertLimits {
    private AlertLimits() {}

    /**
     * What a stack lets every agent do that says nothing itself, in US dollars, seconds, ratios or counts. Empty when the alert is off, or has no limit.
     *
     * @throws IllegalArgumentException naming the field, when the threshold is not of the form that the API demands
     */
    public static OptionalDouble ofStack(AlertPanel panel, AlertsSpec defaults) {
        return limited(panel)
                .map(definition -> definition.setting(defaults))
                .filter(AlertSetting::enabled)
                .map(setting -> OptionalDouble.of(setting.threshold().doubleValue()))
                .orElse(OptionalDouble.empty());
    }

    /**
     * An expression for the limit of an agent: its own, or else that of its stack; without result while the alert is off. Empty when the alert has no limit.
     *
     * @param agentMatchers what picks the agent, such as {@code vivarium_name="rockbot"}
     */
    public static Optional<String> ofAgent(AlertPanel panel, String... agentMatchers) {
        return limited(panel).map(definition -> {
            var alert = matcher(Thresholds.ALERT, "=", definition.field());
            var own = selector(
                    Thresholds.OWN,
                    Stream.concat(Stream.of(alert), Arrays.stream(agentMatchers))
                            .toArray(String[]::new));
            return "max((" + own + " or on () " + selector(Thresholds.STACK, alert) + ") < Inf)";
        });
    }

    private static Optional<AlertDefinition> limited(AlertPanel panel) {
        return Arrays.stream(AlertDefinition.values())
                .filter(definition -> definition.panel() == panel && definition.unit() != ThresholdUnit.NONE)
                .findFirst();
    }
}
