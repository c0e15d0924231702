package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** When the pods of a SubAgent run, and how long one task may take. */
public record LifecycleSpec(
        @Default("Deployment")
        @JsonPropertyDescription(
                "Deployment: the pods run all the time. OnDemand: the operator starts pods when tasks wait in the queue, and ends them when all have been idle for idleTimeout.")
        SubAgentLifecycleMode mode,

        @Default("4")
        @JsonPropertyDescription(
                "OnDemand: most tasks that are handled at a time, over all pods; one pod takes limits.maxConcurrentTurns of them, or an even share if that is less. More wait in the queue.")
        @Min(1)
        @Max(1024)
        Integer maxConcurrent,

        @Default("5m")
        @JsonPropertyDescription("Longest time that a parent waits for one delegated task, as a Go-style duration.")
        @Pattern(ApiPatterns.DURATION)
        @Size(max = 32)
        String taskTimeout,

        @Default("5m")
        @JsonPropertyDescription(
                "OnDemand: how long pods without a task are kept, as a Go-style duration; the next task need not wait for a start meanwhile.")
        @Pattern(ApiPatterns.DURATION)
        @Size(max = 32)
        String idleTimeout) {
    /** Of a SubAgent that says nothing. */
    static final LifecycleSpec DEFAULTS = new LifecycleSpec(null, null, null, null);

    public LifecycleSpec {
        mode = mode == null ? SubAgentLifecycleMode.DEPLOYMENT : mode;
        maxConcurrent = maxConcurrent == null ? 4 : maxConcurrent;
        taskTimeout = taskTimeout == null ? "5m" : taskTimeout;
        idleTimeout = idleTimeout == null ? "5m" : idleTimeout;
    }
}
