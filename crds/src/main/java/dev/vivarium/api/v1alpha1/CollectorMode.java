package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who runs the OpenTelemetry Collector. */
public enum CollectorMode {
    /** The operator runs a collector. */
    @JsonProperty("Managed")
    MANAGED,
    /** Agents send to an endpoint that runs elsewhere. */
    @JsonProperty("External")
    EXTERNAL
}
