package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** An alert on a duration. */
public record DurationAlert(
        @JsonPropertyDescription("Whether the alert is on; the stack's default when absent.")
        Boolean enabled,

        @JsonPropertyDescription("Limit as a Go-style duration such as 30s; the stack's default when absent.")
        @Pattern(ApiPatterns.DURATION)
        @Size(max = 32)
        String threshold,

        @JsonProperty("for")
        @JsonPropertyDescription(
                "How long the condition must hold before the alert fires, as a Go-style duration; the stack's default when absent.")
        @Pattern(ApiPatterns.DURATION)
        @Size(max = 32)
        String holdFor,

        @JsonPropertyDescription("Severity of the alert; the stack's default when absent.")
        Severity severity)
        implements Alert {}
