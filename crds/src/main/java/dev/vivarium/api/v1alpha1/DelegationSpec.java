package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** Bounds on chains of delegation. */
public record DelegationSpec(
        @Default("3")
        @JsonPropertyDescription(
                "Most steps of delegation between the user's message and this sub-agent; a task from further away is refused.")
        @Min(1)
        @Max(16)
        Integer maxDepth) {
    public DelegationSpec {
        maxDepth = maxDepth == null ? 3 : maxDepth;
    }
}
