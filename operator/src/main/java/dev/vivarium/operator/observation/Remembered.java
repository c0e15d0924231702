package dev.vivarium.operator.observation;

import dev.vivarium.api.v1alpha1.BudgetPeriod;
import dev.vivarium.operator.budget.BudgetSpend;
import dev.vivarium.operator.observation.PollTarget.Resource;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * What one round of questions leaves to the next.
 *
 * @param rules whose rules are loaded
 * @param spent empty while Prometheus has not been asked for it
 */
record Remembered(LoadedRules rules, Optional<Spent> spent) {
    static final Remembered NOTHING = new Remembered(LoadedRules.NONE, Optional.empty());

    /**
     * What agents spent. To sum it over a day of a thousand agents takes Prometheus a second or so, and it is the same until the window moves.
     *
     * @param amounts US dollars
     * @param budgets which budgets were asked about
     * @param ofBudgets what was spent of those of which Prometheus knew it
     */
    record Spent(
            PrometheusAccess prometheus,
            SpendWindow window,
            Map<Resource, BigDecimal> amounts,
            Map<Resource, BudgetPeriod> budgets,
            Map<Resource, BudgetSpend> ofBudgets) {
        Spent {
            amounts = Map.copyOf(amounts);
            budgets = Map.copyOf(budgets);
            ofBudgets = Map.copyOf(ofBudgets);
        }

        boolean answers(PollTarget target, SpendWindow when) {
            return prometheus.equals(target.prometheus()) && budgets.equals(target.budgets()) && window.equals(when);
        }
    }
}
