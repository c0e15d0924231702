package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/** What was spent in the current period. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SpendStatus(
        @Required @JsonPropertyDescription("The period that the amount is the sum of: a day of the calendar in UTC.")
        SpendPeriod period,

        @Required @JsonPropertyDescription("When the period began, as an RFC 3339 time in UTC.")
        String startTime,

        @Required
        @Pattern(ApiPatterns.USD)
        @JsonPropertyDescription(
                "US dollars spent since then, as a decimal quantity such as \"12.50\", by the prices of the stack. It is looked up every two minutes; calls of models without a price are not in it.")
        String amountUsd) {}
