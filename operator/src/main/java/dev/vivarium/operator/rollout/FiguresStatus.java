package dev.vivarium.operator.rollout;

import dev.vivarium.api.v1alpha1.AlertEvaluator;
import dev.vivarium.api.v1alpha1.AlertsStatus;
import dev.vivarium.api.v1alpha1.SpendPeriod;
import dev.vivarium.api.v1alpha1.SpendStatus;
import dev.vivarium.api.v1alpha1.TargetsStatus;
import dev.vivarium.operator.budget.UsdText;
import dev.vivarium.operator.observation.Figures;
import dev.vivarium.operator.observation.Spend;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * Figures of Prometheus as a status shows them.
 *
 * @param targets null while it was never asked; so are the others
 */
public record FiguresStatus(TargetsStatus targets, AlertsStatus alerts, SpendStatus spend) {
    private static final FiguresStatus NONE = new FiguresStatus(null, null, null);

    private static final int MOST_NAMES = 64;

    /**
     * What is to be shown.
     *
     * @param seen empty when Prometheus did not answer, or was not asked yet
     * @param before what is shown now; it stays then
     */
    public static FiguresStatus of(Optional<Figures> seen, Optional<FiguresStatus> before) {
        return seen.map(FiguresStatus::of).or(() -> before).orElse(NONE);
    }

    /** Without alerts where Prometheus does not evaluate them, and knows of none. */
    public FiguresStatus under(AlertEvaluator evaluator) {
        return evaluator == AlertEvaluator.PROMETHEUS ? this : new FiguresStatus(targets, null, spend);
    }

    private static FiguresStatus of(Figures figures) {
        return new FiguresStatus(
                new TargetsStatus(figures.targetsUp(), figures.targetsDown()),
                new AlertsStatus(
                        figures.alertsFiring(),
                        figures.alertNames().stream().limit(MOST_NAMES).toList()),
                figures.spend().map(FiguresStatus::of).orElse(null));
    }

    private static SpendStatus of(Spend spend) {
        return new SpendStatus(
                SpendPeriod.DAY,
                spend.day().atStartOfDay(ZoneOffset.UTC).toInstant().toString(),
                UsdText.of(spend.usd()));
    }
}
