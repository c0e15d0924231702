package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One aspect of a resource's state, in the shape of the Kubernetes API conventions' {@code metav1.Condition}. */
public record Condition(
        @Required
        @JsonPropertyDescription("Aspect of the state that this condition speaks of, in CamelCase.")
        @Pattern("^[A-Z][A-Za-z0-9]{0,62}$")
        String type,

        @Required @JsonPropertyDescription("Whether the aspect holds: True, False or Unknown.")
        ConditionStatus status,

        @JsonPropertyDescription("metadata.generation of the resource that this condition was computed from.") @Min(0)
        Long observedGeneration,

        @Required
        @JsonPropertyDescription("Last time the status of this condition changed, as an RFC 3339 time in UTC.")
        String lastTransitionTime,

        @Required
        @JsonPropertyDescription(
                "One word in CamelCase for why the condition has its status; the reasons are listed in the API reference.")
        @Pattern("^[A-Z][A-Za-z0-9_]*$")
        @Size(max = 1024)
        String reason,

        @Required @JsonPropertyDescription("A sentence for people about the reason; may be empty.") @Size(max = 32768)
        String message) {}
