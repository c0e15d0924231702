package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A period of the calendar, in UTC, over which spending is summed. */
public enum SpendPeriod {
    @JsonProperty("Day")
    DAY
}
