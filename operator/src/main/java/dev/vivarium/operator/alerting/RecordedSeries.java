package dev.vivarium.operator.alerting;

/** Series that the rules of alerts record, and that others may use. */
public final class RecordedSeries {
    /** Turns that a pod has ended since it started; zero from its start to the end of its first turn. */
    public static final String POD_TURNS = Telemetry.TURNS;

    /** US dollars that a pod has spent since it started, a sample a minute. */
    public static final String POD_COST = Spending.COST;

    /** US dollars that an agent has spent in the current period of its budget, a sample a minute; the period is in {@link #BUDGET_PERIOD}. */
    public static final String BUDGET_SPENT = Budgets.SPENT;

    public static final String BUDGET_PERIOD = Budgets.PERIOD;

    private RecordedSeries() {}
}
