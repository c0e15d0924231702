package dev.vivarium.operator.alerting;

import dev.vivarium.api.v1alpha1.Severity;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * What holds for one alert of one agent, or of a stack, after all defaults.
 *
 * @param threshold in the alert's unit, durations in seconds; 0 for an alert without limit
 * @param holdFor how long the condition must hold
 */
public record AlertSetting(boolean enabled, BigDecimal threshold, Duration holdFor, Severity severity) {
    public AlertSetting {
        threshold = threshold.signum() == 0 ? BigDecimal.ZERO : threshold.stripTrailingZeros();
    }

    /** Whether one alerting rule can serve both. */
    boolean firesLike(AlertSetting other) {
        return severity == other.severity && holdFor.equals(other.holdFor);
    }
}
