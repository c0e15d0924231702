package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How OTLP is carried. */
public enum OtlpProtocol {
    /** Protobuf over HTTP. */
    @JsonProperty("http")
    HTTP,
    @JsonProperty("grpc")
    GRPC
}
