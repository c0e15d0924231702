package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** By which version of the OpenTelemetry conventions for generative AI an agent names its telemetry. */
public enum Semconv {
    /** The newest that the runtime knows. */
    @JsonProperty("latest")
    LATEST,
    /** Version 1.36. */
    @JsonProperty("legacy")
    LEGACY,
    /** Each measurement by both. */
    @JsonProperty("both")
    BOTH
}
