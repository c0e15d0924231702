package dev.vivarium.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.BudgetAction;
import dev.vivarium.api.v1alpha1.BudgetPeriod;
import dev.vivarium.api.v1alpha1.BudgetSpec;
import dev.vivarium.api.v1alpha1.BudgetStatus;
import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.operator.budget.Budget;
import dev.vivarium.operator.budget.BudgetSpend;
import dev.vivarium.operator.resolve.StackChoice;
import dev.vivarium.operator.status.ConditionDraft;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BudgetConditionTest {
    private static final Instant NOW = Instant.parse("2026-11-28T09:30:00Z");
    private static final Instant TODAY = Instant.parse("2026-11-28T00:00:00Z");
    private static final Instant YESTERDAY = Instant.parse("2026-11-27T00:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "0, FALSE, WithinBudget, 0",
        "4.9999, FALSE, WithinBudget, 49",
        "5, FALSE, WarningThreshold, 50",
        "9.9999, FALSE, WarningThreshold, 99",
        "10, TRUE, BudgetExceeded, 100",
        "25.559, TRUE, BudgetExceeded, 255",
    })
    void theConditionFollowsWhatIsSpent(String usd, ConditionStatus status, String reason, long percent) {
        var budget = budget(BudgetAction.SUSPEND, seen(TODAY, usd), Optional.empty());

        assertThat(condition(budget))
                .extracting(ConditionDraft::status, ConditionDraft::reason)
                .containsExactly(status, reason);
        assertThat(budget.suspends()).isEqualTo(status == ConditionStatus.TRUE);
        assertThat(budget.status().orElseThrow().percent()).isEqualTo(percent);
    }

    @Test
    void messagesNameTheHighestPercentageAndWhenItEnds() {
        assertThat(condition(budget(BudgetAction.ALERT, seen(TODAY, "8.5"), Optional.empty()))
                        .message())
                .isEqualTo("80 % of the Daily budget of 10 USD are spent before 2026-11-29T00:00:00Z");
        assertThat(condition(budget(BudgetAction.ALERT, seen(TODAY, "12"), Optional.empty()))
                        .message())
                .isEqualTo(
                        "the Daily budget of 10 USD is spent before 2026-11-29T00:00:00Z; the agent goes on, as spec.budget.onExceeded is Alert");
        assertThat(budget(BudgetAction.ALERT, seen(TODAY, "12"), Optional.empty())
                        .suspends())
                .isFalse();
    }

    @Test
    void whatWasLastKnownHoldsWhilePrometheusSaysNothing() {
        var exceeded = budget(BudgetAction.SUSPEND, Optional.empty(), status(TODAY, "12.00"));
        assertThat(condition(exceeded).status()).isEqualTo(ConditionStatus.TRUE);
        assertThat(exceeded.suspends()).isTrue();

        var within = budget(BudgetAction.SUSPEND, Optional.empty(), status(TODAY, "3.00"));
        assertThat(condition(within))
                .extracting(ConditionDraft::status, ConditionDraft::reason)
                .containsExactly(ConditionStatus.UNKNOWN, "SpendUnknown");
        assertThat(within.status().orElseThrow().spentUsd()).isEqualTo("3.00");
        assertThat(within.suspends()).isFalse();
    }

    @Test
    void aNewPeriodIsWholeWhateverWasKnownOfTheOneBefore() {
        var silent = budget(BudgetAction.SUSPEND, Optional.empty(), status(YESTERDAY, "12.00"));
        assertThat(silent.suspends()).isFalse();
        assertThat(silent.status()).isEmpty();
        assertThat(condition(silent).status()).isEqualTo(ConditionStatus.UNKNOWN);

        // The operator has not looked since the period began.
        var justBegun = budget(BudgetAction.SUSPEND, seen(YESTERDAY, "12"), status(YESTERDAY, "12.00"));
        assertThat(condition(justBegun).reason()).isEqualTo("WithinBudget");
        assertThat(justBegun.status())
                .contains(new BudgetStatus(
                        BudgetPeriod.DAILY, "2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z", "0.00", "10", 0L));
    }

    @Test
    void aHigherLimitCountsAtOnceAlsoWhilePrometheusSaysNothing() {
        var raised = new BudgetSpec(BudgetPeriod.DAILY, "20", List.of(), BudgetAction.SUSPEND);

        var budget = Budget.of(raised, NOW, Optional.empty(), status(TODAY, "12.00"));

        assertThat(budget.suspends()).isFalse();
        assertThat(budget.status().orElseThrow().percent()).isEqualTo(60);
    }

    @Test
    void anAmountOfAnotherPeriodIsNone() {
        var monthly = new BudgetSpec(BudgetPeriod.MONTHLY, "10", List.of(), BudgetAction.SUSPEND);

        assertThat(Budget.of(monthly, NOW, seen(TODAY, "12"), status(TODAY, "12.00"))
                        .spent())
                .isEmpty();
    }

    @Test
    void withoutAStackNothingIsKnown() {
        assertThat(condition(budget(BudgetAction.SUSPEND, Optional.empty(), Optional.empty()))
                        .message())
                .startsWith("no ObservabilityStack is in use");
    }

    private static Budget budget(BudgetAction action, Optional<BudgetSpend> seen, Optional<BudgetStatus> before) {
        return Budget.of(new BudgetSpec(BudgetPeriod.DAILY, "10", List.of(80, 50), action), NOW, seen, before);
    }

    private static ConditionDraft condition(Budget budget) {
        return BudgetCondition.of(budget, new StackChoice.None(), Optional.empty());
    }

    private static Optional<BudgetSpend> seen(Instant start, String usd) {
        return Optional.of(new BudgetSpend(BudgetPeriod.DAILY, start, new BigDecimal(usd)));
    }

    private static Optional<BudgetStatus> status(Instant start, String usd) {
        return Optional.of(new BudgetStatus(
                BudgetPeriod.DAILY, start.toString(), start.plusSeconds(86400).toString(), usd, "10", 0L));
    }
}
