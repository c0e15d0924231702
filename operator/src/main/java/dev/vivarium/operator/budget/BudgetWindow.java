package dev.vivarium.operator.budget;

import dev.vivarium.api.v1alpha1.BudgetPeriod;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;

/**
 * One period of a budget, in UTC.
 *
 * @param start inclusive
 * @param end exclusive: when the next one begins
 */
public record BudgetWindow(BudgetPeriod period, Instant start, Instant end) {
    /** The one that {@code now} is in. */
    public static BudgetWindow at(BudgetPeriod period, Instant now) {
        var time = now.atOffset(ZoneOffset.UTC);
        var day = time.truncatedTo(ChronoUnit.DAYS);
        var start = switch (period) {
            case HOURLY -> time.truncatedTo(ChronoUnit.HOURS);
            case DAILY -> day;
            case WEEKLY -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTHLY -> day.withDayOfMonth(1);
        };
        var end = switch (period) {
            case HOURLY -> start.plusHours(1);
            case DAILY -> start.plusDays(1);
            case WEEKLY -> start.plusWeeks(1);
            case MONTHLY -> start.plusMonths(1);
        };
        return new BudgetWindow(period, start.toInstant(), end.toInstant());
    }
}
