package dev.vivarium.operator.alerting;

/** Series that the rules of alerts record, and that others may use. */
public final class RecordedSeries {
    /** Turns that a pod has ended since it started; zero from its start to the end of its first turn. */
    public static final String POD_TURNS = Telemetry.TURNS;

    /** US dollars that a pod has spent since it started, a sample a minute. */
    public static final String POD_COST = Spending.COST;

    private RecordedSeries() {}
}
