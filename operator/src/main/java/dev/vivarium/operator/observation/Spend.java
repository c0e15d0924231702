package dev.vivarium.operator.observation;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;

/**
 * What was spent on a day.
 *
 * @param day in UTC
 * @param usd US dollars, rounded to a hundredth of a cent, so that sums of it are the sums of what is shown
 */
public record Spend(LocalDate day, BigDecimal usd) {
    private static final int PLACES = 4;

    public Spend {
        usd = usd.setScale(PLACES, RoundingMode.HALF_UP);
    }
}
