package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A period of the calendar, in UTC, that a budget is for. */
public enum BudgetPeriod {
    /** From one full hour to the next. */
    @JsonProperty("Hourly")
    HOURLY,
    /** From midnight to midnight. */
    @JsonProperty("Daily")
    DAILY,
    /** From the midnight that a Monday begins with. */
    @JsonProperty("Weekly")
    WEEKLY,
    /** From the midnight that the first day of a month begins with. */
    @JsonProperty("Monthly")
    MONTHLY;

    /** As manifests and labels write it. */
    public String apiName() {
        return switch (this) {
            case HOURLY -> "Hourly";
            case DAILY -> "Daily";
            case WEEKLY -> "Weekly";
            case MONTHLY -> "Monthly";
        };
    }
}
