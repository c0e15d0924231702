package dev.vivarium.operator.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.BudgetPeriod;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetWindowTest {
    @ParameterizedTest
    @CsvSource({
        "HOURLY, 2026-11-28T08:59:59.999Z, 2026-11-28T08:00:00Z, 2026-11-28T09:00:00Z",
        "HOURLY, 2026-11-28T09:00:00Z, 2026-11-28T09:00:00Z, 2026-11-28T10:00:00Z",
        "DAILY, 2026-11-28T09:00:00Z, 2026-11-28T00:00:00Z, 2026-11-29T00:00:00Z",
        // A Saturday, a Sunday, and the Monday after it.
        "WEEKLY, 2026-11-28T09:00:00Z, 2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z",
        "WEEKLY, 2026-11-29T23:59:59Z, 2026-11-23T00:00:00Z, 2026-11-30T00:00:00Z",
        "WEEKLY, 2026-11-30T00:00:00Z, 2026-11-30T00:00:00Z, 2026-12-07T00:00:00Z",
        "MONTHLY, 2026-12-31T23:59:59Z, 2026-12-01T00:00:00Z, 2027-01-01T00:00:00Z",
        "MONTHLY, 2028-02-29T12:00:00Z, 2028-02-01T00:00:00Z, 2028-03-01T00:00:00Z",
    })
    void isThePeriodOfTheCalendar(BudgetPeriod period, Instant now, Instant start, Instant end) {
        assertThat(BudgetWindow.at(period, now)).isEqualTo(new BudgetWindow(period, start, end));
    }
}
