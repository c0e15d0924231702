package dev.vivarium.agent.contract;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who started a turn; the value of the metric attribute {@code vivarium.turn.origin}. */
public enum TurnOrigin {
    @JsonProperty("user")
    USER("user"),
    @JsonProperty("delegated")
    DELEGATED("delegated"),
    @JsonProperty("scheduled")
    SCHEDULED("scheduled");

    private final String value;

    TurnOrigin(String value) {
        this.value = value;
    }

    public String value() {
        return value;
    }
}
