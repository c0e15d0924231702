package dev.vivarium.operator.alerting;

import static dev.vivarium.operator.alerting.Promql.AGENT;
import static dev.vivarium.operator.alerting.Promql.indent;
import static dev.vivarium.operator.alerting.Promql.matcher;
import static dev.vivarium.operator.alerting.Promql.selector;
import static dev.vivarium.operator.alerting.Promql.sum;

import dev.vivarium.api.v1alpha1.BudgetAction;
import dev.vivarium.api.v1alpha1.BudgetPeriod;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What of its budget each agent has spent, from limits that are constant series and from what its pods count. Prometheus finds by itself where a period of the
 * calendar begins, so that nothing must be rendered anew then.
 *
 * <p>The amount is carried from one evaluation to the next: a sum over a month of every pod that there ever was would read a million samples for each agent. What is
 * added is what each pod's counter has grown by since the last evaluation, however long ago that was, up to {@link #MEMORY}.
 */
final class Budgets {
    static final String LIMIT = Catalog.BUDGET_LIMIT.prometheusName();
    static final String RATIO = Catalog.BUDGET_SPENT_RATIO.prometheusName();
    static final String PERIOD = Attribute.BUDGET_PERIOD.label();

    /** Constant series: the percentages that are warned at, one for each, which is in a label too. */
    static final String WARNING = "vivarium_agent:budget_warning_percent";

    static final String WARN_PERCENT = "vivarium_budget_warn_percent";

    /** Constant series of agents that have no pods once their budget is spent. */
    static final String SUSPENDS = "vivarium_agent:budget_suspends";

    /** US dollars spent in the current period. */
    static final String SPENT = "vivarium_agent:budget_spent_usd:sum";

    /** How much the pods of an agent have spent since the last evaluation. */
    private static final String GROWN = "vivarium_agent:llm_cost_usd:grown";

    /** When budgets were evaluated. */
    private static final String EVALUATED = "vivarium_budget:evaluation_seconds:time";

    /** How long Prometheus may be away without that budgets lose what was spent before by pods that are gone. */
    private static final String MEMORY = "6h";

    private static final String KEY = Promql.labels(AGENT, PERIOD);

    private Budgets() {}

    /** The constant series of an agent. */
    static List<Rule> constants(AlertTarget target) {
        var rules = new ArrayList<Rule>();
        target.budget().ifPresent(budget -> {
            var labels = Thresholds.labels(target);
            labels.put(PERIOD, budget.period().apiName());
            rules.add(Thresholds.constant(LIMIT, new BigDecimal(budget.limitUsd()).toPlainString(), labels));
            for (var percent : budget.warnAtPercent()) {
                var warning = new TreeMap<>(labels);
                warning.put(WARN_PERCENT, percent.toString());
                rules.add(Thresholds.constant(WARNING, percent.toString(), warning));
            }
            if (budget.onExceeded() == BudgetAction.SUSPEND) {
                rules.add(Thresholds.constant(SUSPENDS, "1", labels));
            }
        });
        return rules;
    }

    /** To be evaluated after {@link Spending#COST}, in the same group. */
    static List<Rule> rules() {
        var rules = new ArrayList<Rule>();
        rules.add(record(GROWN, sum(AGENT, grown())));
        Arrays.stream(BudgetPeriod.values()).map(Budgets::spent).forEach(rules::add);
        rules.add(record(RATIO, SPENT + " / on (" + KEY + ") " + LIMIT));
        // The last one, so that those before see when they were evaluated before.
        rules.add(record(EVALUATED, "vector(time())"));
        return rules;
    }

    /** Percent of the budget, for each percentage that is warned at and reached, while less than all is spent. */
    static String warned() {
        return "(\n"
                + indent(WARNING + " * 0\n+ on (" + KEY + ") group_left () (" + RATIO + " < 1) * 100\n>= " + WARNING)
                + "\n)";
    }

    /** Percent of the budget, where all of it or more is spent. */
    static String exceeded() {
        return "(" + RATIO + " >= 1) * 100";
    }

    /** Agents that need not run since their budget is spent. */
    static String suspended() {
        return "(" + SUSPENDS + " and on (" + KEY + ") " + RATIO + " >= 1)";
    }

    /** Of each pod; all that its counter says of a new one, and of one whose counter began anew. */
    private static String grown() {
        return "(" + Spending.COST + " - " + last(Spending.COST) + ") >= 0\nor\n" + Spending.COST;
    }

    /**
     * What was spent until the last evaluation, if that was in the same period, and what was spent since. Without an earlier evaluation, as when the budget is new:
     * what the pods that are there have spent since the period began.
     */
    private static Rule spent(BudgetPeriod period) {
        var limit = "sum by (" + KEY + ") (" + selector(LIMIT, matcher(PERIOD, "=", period.apiName())) + ") * 0";
        var carried = "(\n"
                + indent(limit + "\n+ " + last(SPENT) + " * on () group_left ()\n(" + last(EVALUATED) + " >= bool "
                        + start(period) + ")")
                + "\n)";
        var present = sum(
                AGENT, "(" + Spending.COST + " - last_over_time(" + atStart(period) + ")) >= 0\nor\n" + Spending.COST);
        // The label tells the four rules of one name apart; the series have it already.
        return new Rule.Recording(
                SPENT,
                carried + "\n+ on (" + AGENT + ") group_left () " + GROWN + "\nor\n" + carried + "\nor\n" + limit
                        + "\n+ on (" + AGENT + ") group_left ()\n" + present + "\nor\n" + limit,
                new TreeMap<>(Map.of(PERIOD, period.apiName())));
    }

    /** The latest sample of an evaluation before this one. */
    private static String last(String series) {
        return "last_over_time(" + series + "[" + MEMORY + "] offset " + Timing.text(Spending.EVALUATION) + ")";
    }

    /** When the current period began, in seconds since the epoch, which was at midnight of a Thursday. */
    private static String start(BudgetPeriod period) {
        return switch (period) {
            case HOURLY -> "vector(time() - time() % 3600)";
            case DAILY -> "vector(time() - time() % 86400)";
            case WEEKLY -> "vector(time() - (time() - 4 * 86400) % 604800)";
            case MONTHLY -> "(vector(time() - time() % 86400) - (day_of_month() - 1) * 86400)";
        };
    }

    /** What pods had spent when the current period began. Steps of a subquery are at multiples of their length since the epoch: at full hours, and at midnights. */
    private static String atStart(BudgetPeriod period) {
        return switch (period) {
            case HOURLY -> Spending.COST + "[1h:1h]";
            case DAILY -> Spending.COST + "[1d:1d]";
            case WEEKLY -> "(" + Spending.COST + " and on () day_of_week() == 1)[1w:1d]";
            case MONTHLY -> "(" + Spending.COST + " and on () day_of_month() == 1)[31d:1d]";
        };
    }

    private static Rule record(String name, String expression) {
        return new Rule.Recording(name, expression, new TreeMap<>());
    }
}
