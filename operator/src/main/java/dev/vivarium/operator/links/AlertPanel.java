package dev.vivarium.operator.links;

import dev.vivarium.api.v1alpha1.Alert;
import dev.vivarium.api.v1alpha1.AlertsSpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;

/**
 * The panels of the dashboard {@link DashboardKey#AGENT} that alerts link to: one for each alert of {@link AlertsSpec}, which draws what the alert watches
 * and its threshold. The number is part of addresses in notifications that were sent: it stays as it is once released.
 */
public enum AlertPanel {
    COST_PER_HOUR(101, "costPerHour", AlertsSpec::costPerHour),
    TOKENS_PER_MINUTE(102, "tokensPerMinute", AlertsSpec::tokensPerMinute),
    LLM_LATENCY_P95(103, "llmLatencyP95", AlertsSpec::llmLatencyP95),
    LLM_ERROR_RATE(104, "llmErrorRate", AlertsSpec::llmErrorRate),
    TURN_DURATION_P95(105, "turnDurationP95", AlertsSpec::turnDurationP95),
    LLM_CALLS_PER_TURN(106, "llmCallsPerTurn", AlertsSpec::llmCallsPerTurn),
    QUEUE_BACKLOG(107, "queueBacklog", AlertsSpec::queueBacklog),
    DISPATCH_LATENCY_P95(108, "dispatchLatencyP95", AlertsSpec::dispatchLatencyP95),
    TOOL_ERROR_RATE(109, "toolErrorRate", AlertsSpec::toolErrorRate),
    MCP_LATENCY_P95(110, "mcpLatencyP95", AlertsSpec::mcpLatencyP95),
    MCP_ERROR_RATE(111, "mcpErrorRate", AlertsSpec::mcpErrorRate),
    UNPRICED_MODEL(112, "unpricedModel", AlertsSpec::unpricedModel),
    TELEMETRY_ABSENT(113, "telemetryAbsent", AlertsSpec::telemetryAbsent),
    BUDGET_BURN(121, "budgetBurn", AlertsSpec::budgetBurn),
    BUDGET_EXCEEDED(122, "budgetExceeded", AlertsSpec::budgetExceeded);

    private final int id;
    private final String field;
    private final Function<AlertsSpec, Alert> alert;

    AlertPanel(int id, String field, Function<AlertsSpec, Alert> alert) {
        this.id = id;
        this.field = field;
        this.alert = alert;
    }

    /**
     * The panel of that number.
     *
     * @throws IllegalArgumentException when there is none
     */
    public static AlertPanel ofId(int id) {
        return Arrays.stream(values())
                .filter(panel -> panel.id == id)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no alert links to panel " + id));
    }

    /** Number of the panel on its dashboard. */
    public int id() {
        return id;
    }

    /** Name of the alert's field in {@link AlertsSpec}. */
    public String field() {
        return field;
    }

    /** What the resource or the stack says about this alert; empty when it says nothing. */
    public Optional<Alert> in(AlertsSpec alerts) {
        return Optional.ofNullable(alerts).map(alert);
    }
}
