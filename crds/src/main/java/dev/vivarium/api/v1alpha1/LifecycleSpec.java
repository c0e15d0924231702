package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** When the pods of a SubAgent run, and how long one task may take. */
public record LifecycleSpec(
        @Default("Deployment") @JsonPropertyDescription("Deployment: the pods run all the time.")
        SubAgentLifecycleMode mode,

        @Default("5m")
        @JsonPropertyDescription("Longest time that a parent waits for one delegated task, as a Go-style duration.")
        @Pattern(ApiPatterns.DURATION)
        @Size(max = 32)
        String taskTimeout) {
    public LifecycleSpec {
        mode = mode == null ? SubAgentLifecycleMode.DEPLOYMENT : mode;
        taskTimeout = taskTimeout == null ? "5m" : taskTimeout;
    }
}
