package dev.vivarium.agent.contract;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why the output of a turn ends. */
public enum TurnFinish {
    /** The model had said everything. */
    @JsonProperty("stop")
    STOP("stop"),
    /** The model came to the most tokens that it may write: the output is cut off. */
    @JsonProperty("length")
    LENGTH("length");

    private final String value;

    TurnFinish(String value) {
        this.value = value;
    }

    public String value() {
        return value;
    }
}
