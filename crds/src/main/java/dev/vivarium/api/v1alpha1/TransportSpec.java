package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** How turns reach an agent. */
public record TransportSpec(
        @Default("Queue")
        @JsonPropertyDescription(
                "Queue: from the agent's queue on the broker of its stack, and over HTTP. Http: over HTTP only; no broker is needed.")
        TransportMode mode) {
    public TransportSpec {
        mode = mode == null ? TransportMode.QUEUE : mode;
    }
}
