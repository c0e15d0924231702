package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;

/** How much of a budget is spent, as far as it is known. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BudgetStatus(
        @Required @JsonPropertyDescription("The period of the calendar, in UTC, that the limit is for.")
        BudgetPeriod period,

        @Required @JsonPropertyDescription("When the period began, as an RFC 3339 time in UTC.")
        String startTime,

        @Required
        @JsonPropertyDescription(
                "When it ends and the next one begins, with a whole budget, as an RFC 3339 time in UTC.")
        String endTime,

        @Required
        @Pattern(ApiPatterns.USD)
        @JsonPropertyDescription(
                "US dollars spent since the period began, as a decimal quantity. It is looked up every two minutes, and stays as it was while Prometheus does not answer; BudgetExceeded is Unknown then.")
        String spentUsd,

        @Required @Pattern(ApiPatterns.USD) @JsonPropertyDescription("US dollars that may be spent, as in the spec.")
        String limitUsd,

        @Required
        @JsonPropertyDescription(
                "How much of the limit is spent, in whole percent, rounded down; above 100 when it is exceeded.")
        @Min(0)
        Long percent) {}
