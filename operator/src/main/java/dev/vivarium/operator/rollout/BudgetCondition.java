package dev.vivarium.operator.rollout;

import static dev.vivarium.operator.status.ConditionDraft.isFalse;
import static dev.vivarium.operator.status.ConditionDraft.isTrue;
import static dev.vivarium.operator.status.ConditionDraft.isUnknown;
import static dev.vivarium.operator.status.ConditionTypes.BUDGET_EXCEEDED;

import dev.vivarium.operator.budget.Budget;
import dev.vivarium.operator.observation.TelemetryObservation;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.StackChoice;
import dev.vivarium.operator.status.ConditionDraft;
import dev.vivarium.operator.status.Reasons;
import java.util.Optional;

/** Says whether a budget is spent. Messages have no amounts, which change all the time; they are in {@code status.budget}. */
public final class BudgetCondition {
    private BudgetCondition() {}

    /** @param observation empty when the stack's Prometheus has not been asked yet */
    public static ConditionDraft of(Budget budget, StackChoice choice, Optional<TelemetryObservation> observation) {
        if (budget.isExceeded()) {
            return isTrue(BUDGET_EXCEEDED, Reasons.BUDGET_EXCEEDED, exceeded(budget));
        }
        if (!budget.isCurrent()) {
            return isUnknown(BUDGET_EXCEEDED, Reasons.SPEND_UNKNOWN, unknown(choice, observation));
        }
        return budget.warning()
                .map(percent -> isFalse(
                        BUDGET_EXCEEDED,
                        Reasons.WARNING_THRESHOLD,
                        percent + " % of " + described(budget) + " are spent before "
                                + budget.window().end()))
                .orElseGet(() -> isFalse(BUDGET_EXCEEDED, Reasons.WITHIN_BUDGET, ""));
    }

    private static String exceeded(Budget budget) {
        var end = budget.window().end();
        return described(budget) + " is spent before " + end
                + switch (budget.spec().onExceeded()) {
                    case ALERT -> "; the agent goes on, as spec.budget.onExceeded is Alert";
                    case SUSPEND -> "; there are no pods until then, or until spec.budget.limitUsd is raised";
                };
    }

    private static String described(Budget budget) {
        return "the " + budget.spec().period().apiName() + " budget of "
                + budget.spec().limitUsd() + " USD";
    }

    private static String unknown(StackChoice choice, Optional<TelemetryObservation> observation) {
        return switch (choice) {
            case StackChoice.None ignored ->
                "no ObservabilityStack is in use, so nothing is known of what is spent, and nothing holds the budget";
            case StackChoice.Unusable(var cause) -> cause.message() + "; nothing is known of what is spent";
            case StackChoice.Chosen(var stack) -> {
                var prometheus = "the Prometheus of ObservabilityStack " + NamespacedName.of(stack);
                if (observation.isEmpty()) {
                    yield prometheus + " has not been asked yet";
                }
                yield observation.get().prometheusReachable()
                        ? prometheus
                                + " has no figure of the current period yet; it has with the next evaluation of the rules about the agent"
                        : prometheus + " does not answer, what status.budget says is what it said last: "
                                + observation.get().lastError();
            }
        };
    }
}
