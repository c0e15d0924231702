package dev.vivarium.operator.budget;

import dev.vivarium.api.v1alpha1.BudgetAction;
import dev.vivarium.api.v1alpha1.BudgetSpec;
import dev.vivarium.api.v1alpha1.BudgetStatus;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * The budget of an agent now.
 *
 * @param window the current period
 * @param spent US dollars since it began, by what is known; empty when nothing is known of this period
 * @param isCurrent false when Prometheus does not tell it now, and the amount, if any, is what it told last
 */
public record Budget(BudgetSpec spec, BudgetWindow window, Optional<BigDecimal> spent, boolean isCurrent) {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    /**
     * What is known of the budget.
     *
     * @param seen what Prometheus says; empty when it says nothing
     * @param before what the status says
     */
    public static Budget of(BudgetSpec spec, Instant now, Optional<BudgetSpend> seen, Optional<BudgetStatus> before) {
        var window = BudgetWindow.at(spec.period(), now);
        var told = seen.filter(spend -> spend.period() == spec.period()).flatMap(spend -> ofWindow(spend, window));
        if (told.isPresent()) {
            return new Budget(spec, window, told, true);
        }
        var known = before.filter(status -> status.period() == spec.period()
                        && status.startTime().equals(window.start().toString()))
                .map(status -> new BigDecimal(status.spentUsd()));
        return new Budget(spec, window, known, false);
    }

    /** Of a period that has only just begun Prometheus is not asked yet: next to nothing is spent. */
    private static Optional<BigDecimal> ofWindow(BudgetSpend spend, BudgetWindow window) {
        if (spend.start().isBefore(window.start())) {
            return Optional.of(BigDecimal.ZERO);
        }
        return spend.start().equals(window.start()) ? Optional.of(spend.usd()) : Optional.empty();
    }

    private BigDecimal limit() {
        return new BigDecimal(spec.limitUsd());
    }

    /** What is spent cannot become less, so that this holds also while Prometheus does not answer. */
    public boolean isExceeded() {
        return spent.filter(usd -> usd.compareTo(limit()) >= 0).isPresent();
    }

    public boolean suspends() {
        return spec.onExceeded() == BudgetAction.SUSPEND && isExceeded();
    }

    /** The highest percentage of {@code warnAtPercent} that is reached. */
    public Optional<Integer> warning() {
        return spent.flatMap(usd -> spec.warnAtPercent().stream()
                .filter(percent -> usd.multiply(HUNDRED).compareTo(limit().multiply(BigDecimal.valueOf(percent))) >= 0)
                .max(Comparator.naturalOrder()));
    }

    /** Empty while nothing is known of the current period. */
    public Optional<BudgetStatus> status() {
        return spent.map(usd -> new BudgetStatus(
                spec.period(),
                window.start().toString(),
                window.end().toString(),
                UsdText.of(usd),
                spec.limitUsd(),
                usd.multiply(HUNDRED).divide(limit(), 0, RoundingMode.DOWN).longValueExact()));
    }
}
