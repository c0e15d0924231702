package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** An ObservabilityStack, in the same namespace unless it says otherwise. */
public record StackRef(
        @Required
        @JsonPropertyDescription("Name of the ObservabilityStack.")
        @Size(min = 1, max = 45)
        @Pattern(ApiPatterns.DNS_LABEL)
        String name,

        @JsonPropertyDescription(
                "Namespace of the ObservabilityStack; the resource's own when absent. The stack must serve this namespace.")
        @Size(min = 1, max = 63)
        @Pattern(ApiPatterns.DNS_LABEL)
        String namespace) {}
