package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who runs the message broker. */
public enum BrokerMode {
    /** A broker that runs elsewhere, found by its URL. */
    @JsonProperty("External")
    EXTERNAL
}
