package dev.vivarium.operator.budget;

import dev.vivarium.api.v1alpha1.BudgetPeriod;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/**
 * What was spent of a budget.
 *
 * @param start of the period that the amount is of
 * @param usd US dollars, rounded to a hundredth of a cent
 */
public record BudgetSpend(BudgetPeriod period, Instant start, BigDecimal usd) {
    private static final int PLACES = 4;

    public BudgetSpend {
        usd = usd.setScale(PLACES, RoundingMode.HALF_UP);
    }
}
