package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** Bounds on what one agent does at a time. */
public record LimitsSpec(
        @Default("10")
        @JsonPropertyDescription("Most rounds of model call and tool calls in one turn.")
        @Min(1)
        @Max(100)
        Integer maxIterations,

        @Default("4")
        @JsonPropertyDescription(
                "Most turns that one replica handles at a time; more wait in the queue, or are refused with 429 over HTTP.")
        @Min(1)
        @Max(256)
        Integer maxConcurrentTurns,

        @Default("5m")
        @JsonPropertyDescription("Longest time that one turn may take, as a Go-style duration.")
        @Pattern(ApiPatterns.DURATION)
        @Size(max = 32)
        String turnTimeout) {
    public LimitsSpec {
        maxIterations = maxIterations == null ? 10 : maxIterations;
        maxConcurrentTurns = maxConcurrentTurns == null ? 4 : maxConcurrentTurns;
        turnTimeout = turnTimeout == null ? "5m" : turnTimeout;
    }
}
