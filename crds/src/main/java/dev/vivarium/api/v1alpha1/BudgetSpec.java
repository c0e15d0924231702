package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** What an agent may spend in a period of the calendar. */
@ValidationRule(
        value = "self.limitUsd.matches('[1-9]')",
        message = "a budget must be more than nothing; to stop an agent set spec.suspended",
        fieldPath = ".limitUsd")
@ValidationRule(
        value = "!has(self.warnAtPercent) || self.warnAtPercent.all(a, self.warnAtPercent.exists_one(b, b == a))",
        message = "a percentage may be named only once",
        fieldPath = ".warnAtPercent")
public record BudgetSpec(
        @Required
        @JsonPropertyDescription(
                "The period of the calendar, in UTC, that the limit is for. A week begins on Monday. With each period the budget is whole again.")
        BudgetPeriod period,

        @Required
        @JsonPropertyDescription(
                "US dollars that the agent itself may spend in one period, as a decimal quantity such as \"12.50\"; what its sub-agents spend is theirs.")
        @Pattern(ApiPatterns.USD)
        @Size(max = 32)
        String limitUsd,

        @JsonPropertyDescription(
                "Percentages of the limit at each of which the alert budgetBurn warns; 80 when absent, none when empty.")
        @Size(max = 8)
        List<@Min(1) @Max(99) Integer> warnAtPercent,

        @Default("Alert")
        @JsonPropertyDescription(
                "What happens when the limit is reached, beside the alert budgetExceeded, the condition BudgetExceeded and an event. Alert: nothing else. Suspend: the pods are scaled to zero until the next period begins or the limit is raised.")
        BudgetAction onExceeded) {
    private static final List<Integer> WARN_AT_PERCENT = List.of(80);

    public BudgetSpec {
        warnAtPercent = warnAtPercent == null
                ? WARN_AT_PERCENT
                : warnAtPercent.stream().sorted().toList();
        onExceeded = onExceeded == null ? BudgetAction.ALERT : onExceeded;
    }
}
