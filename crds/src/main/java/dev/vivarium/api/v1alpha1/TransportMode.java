package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How turns reach an agent. */
public enum TransportMode {
    /** From its queue on the message broker of its stack, and over HTTP. */
    @JsonProperty("Queue")
    QUEUE,
    /** Over HTTP only; no broker is needed. */
    @JsonProperty("Http")
    HTTP
}
