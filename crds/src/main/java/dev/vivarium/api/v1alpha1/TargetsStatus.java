package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;

/** What Prometheus scrapes. A pod with several metrics ports is several targets. */
public record TargetsStatus(
        @Required @JsonPropertyDescription("Targets whose last scrape succeeded.") @Min(0)
        Integer up,

        @Required @JsonPropertyDescription("Targets whose last scrape failed.") @Min(0)
        Integer down) {}
