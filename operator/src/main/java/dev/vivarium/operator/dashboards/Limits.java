package dev.vivarium.operator.dashboards;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.api.v1alpha1.Alert;
import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.api.v1alpha1.CountAlert;
import dev.vivarium.api.v1alpha1.DurationAlert;
import dev.vivarium.api.v1alpha1.PresenceAlert;
import dev.vivarium.api.v1alpha1.RatioAlert;
import dev.vivarium.api.v1alpha1.UsdAlert;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** The limits of a stack's alerts, in the units that panels show: dollars, seconds, ratios, counts. */
record Limits(AlertsSpec defaults) {
    /** Empty when the alert is off, or has no limit. */
    OptionalDouble of(AlertPanel panel) {
        return panel.in(defaults)
                .filter(alert -> !Boolean.FALSE.equals(alert.enabled()))
                .flatMap(Limits::value)
                .map(limit -> OptionalDouble.of(limit.doubleValue()))
                .orElse(OptionalDouble.empty());
    }

    private static Optional<BigDecimal> value(Alert alert) {
        var written = Optional.ofNullable(alert.threshold());
        return switch (alert) {
            case UsdAlert usd -> written.map(BigDecimal::new);
            case CountAlert count -> written.map(BigDecimal::new);
            case RatioAlert ratio -> written.map(BigDecimal::new);
            case DurationAlert duration -> written.map(GoDuration::parse).map(Limits::seconds);
            case PresenceAlert presence -> Optional.empty();
        };
    }

    private static BigDecimal seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3);
    }
}
