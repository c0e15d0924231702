package dev.vivarium.operator.observation;

import dev.vivarium.api.v1alpha1.BudgetPeriod;
import dev.vivarium.operator.alerting.RecordedSeries;
import dev.vivarium.operator.budget.BudgetSpend;
import dev.vivarium.operator.budget.BudgetWindow;
import dev.vivarium.operator.observation.PollTarget.Resource;
import dev.vivarium.operator.observation.PrometheusClient.Sample;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was spent of budgets, which the rules of the stack record.
 *
 * @param budgets not empty
 * @param end when the question is evaluated
 */
record BudgetQuestion(Map<Resource, BudgetPeriod> budgets, Instant end) {
    /** Of each period that there are budgets for. A sample from before the current period began tells nothing of it. */
    String expression() {
        return budgets.values().stream()
                .distinct()
                .sorted()
                .map(period -> {
                    var spent = RecordedSeries.BUDGET_SPENT + "{" + RecordedSeries.BUDGET_PERIOD + "=\""
                            + period.apiName() + "\"}";
                    return spent + " and timestamp(" + spent + ") >= "
                            + start(period).getEpochSecond();
                })
                .collect(Collectors.joining(" or "));
    }

    /** Of those that have a budget of the period that the sample is about, and nothing of others. */
    Map<Resource, BudgetSpend> answer(List<Sample> samples) {
        var spent = new HashMap<Resource, BudgetSpend>();
        for (var sample : samples) {
            var resource = Poll.resource(sample.labels());
            var period = budgets.get(resource);
            if (period != null && period.apiName().equals(sample.labels().get(RecordedSeries.BUDGET_PERIOD))) {
                Poll.amount(sample.value())
                        .ifPresent(usd -> spent.put(resource, new BudgetSpend(period, start(period), usd)));
            }
        }
        return spent;
    }

    private Instant start(BudgetPeriod period) {
        return BudgetWindow.at(period, end).start();
    }
}
