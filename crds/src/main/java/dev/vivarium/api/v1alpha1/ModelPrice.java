package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Prices of a model in US dollars per million tokens. */
public record ModelPrice(
        @Required @JsonPropertyDescription("Provider as in model.provider of an agent.") @Size(min = 1, max = 63)
        String provider,

        @Required
        @JsonPropertyDescription(
                "Name of the model, exact, or a pattern in which '*' stands for any characters; an exact name goes before a prefix (one '*', at the end) before any other pattern, a longer before a shorter one, and of the same the one that took effect last.")
        @Size(min = 1, max = 200)
        String model,

        @Required @JsonPropertyDescription("US dollars per million input tokens.") @Pattern(ApiPatterns.USD)
        String inputPerMillion,

        @Required @JsonPropertyDescription("US dollars per million output tokens.") @Pattern(ApiPatterns.USD)
        String outputPerMillion,

        @JsonPropertyDescription(
                "US dollars per million input tokens read from the provider's cache; the input price when absent.")
        @Pattern(ApiPatterns.USD)
        String cacheReadPerMillion,

        @JsonPropertyDescription(
                "US dollars per million input tokens written to the provider's cache; the input price when absent.")
        @Pattern(ApiPatterns.USD)
        String cacheWritePerMillion,

        @JsonPropertyDescription("First day on which the price holds, as YYYY-MM-DD in UTC; always when absent.")
        @Pattern(
                "^[0-9]{4}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))$")
        String effectiveFrom) {}
