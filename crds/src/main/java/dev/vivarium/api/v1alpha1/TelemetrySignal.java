package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A kind of telemetry. */
public enum TelemetrySignal {
    @JsonProperty("traces")
    TRACES,
    @JsonProperty("metrics")
    METRICS,
    @JsonProperty("logs")
    LOGS
}
