package dev.vivarium.operator.status;

/** Types of conditions. */
public final class ConditionTypes {
    /** The spec is one that the operator can work with. */
    public static final String ACCEPTED = "Accepted";

    /** Everything that the spec refers to exists and may be used. */
    public static final String RESOLVED_REFS = "ResolvedRefs";

    /** The objects that the resource stands for are in the cluster as desired. */
    public static final String PROGRAMMED = "Programmed";

    /** The current generation is rolled out and works. */
    public static final String READY = "Ready";

    /** Samples of the resource arrive in the Prometheus of its stack; of a stack, those of all agents that should be running. */
    public static final String TELEMETRY_READY = "TelemetryReady";

    /** The alert rules of the resource are loaded, by Prometheus' own word. */
    public static final String ALERT_RULES_PROGRAMMED = "AlertRulesProgrammed";

    /** The budget of the current period is spent; only on agents that have a budget. It is the one condition of which True is bad news. */
    public static final String BUDGET_EXCEEDED = "BudgetExceeded";

    private ConditionTypes() {}
}
