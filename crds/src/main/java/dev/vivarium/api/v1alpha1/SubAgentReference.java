package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A SubAgent of the same namespace that an agent may delegate to. */
public record SubAgentReference(
        @Required
        @JsonPropertyDescription("Name of the SubAgent in the same namespace.")
        @Size(min = 1, max = 45)
        @Pattern(ApiPatterns.DNS_LABEL)
        String name,

        @JsonPropertyDescription(
                "What the sub-agent is good for, told to the model; the SubAgent's own description when absent.")
        @Size(max = 1024)
        String description) {}
