package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How requests to an OTLP back end are compressed. */
public enum OtlpCompression {
    @JsonProperty("gzip")
    GZIP,
    @JsonProperty("zstd")
    ZSTD,
    @JsonProperty("none")
    NONE;

    /** As OpenTelemetry's configuration writes it. */
    public String label() {
        return switch (this) {
            case GZIP -> "gzip";
            case ZSTD -> "zstd";
            case NONE -> "none";
        };
    }
}
