package dev.vivarium.operator.dashboards;

import static dev.vivarium.operator.dashboards.Vocabulary.AGENTS;
import static dev.vivarium.operator.dashboards.Vocabulary.BY_MODEL;
import static dev.vivarium.operator.dashboards.Vocabulary.MODEL_LEGEND;
import static dev.vivarium.operator.dashboards.Vocabulary.NOTHING;

import dev.vivarium.operator.alerting.AlertLimits;
import dev.vivarium.operator.dashboards.grafana.PanelBuilder;
import dev.vivarium.operator.dashboards.grafana.Unit;
import dev.vivarium.operator.dashboards.promql.Expr;
import dev.vivarium.operator.dashboards.promql.Histograms;
import dev.vivarium.operator.dashboards.promql.Window;
import dev.vivarium.operator.links.AlertPanel;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import java.util.List;

/** The panels that alerts link to: what each alert watches of one agent, and its limit. */
final class AlertPanels {
    private static final String BUDGET_PERIOD = Attribute.BUDGET_PERIOD.label();
    private static final List<String> BY_PERIOD = List.of(BUDGET_PERIOD);

    private AlertPanels() {}

    /** Of what the agent does. */
    static PanelBuilder[] work() {
        return withLimits(
                cost(),
                tokens(),
                callsPerTurn(),
                modelLatency(),
                modelErrors(),
                turnDuration(),
                backlog(),
                dispatch(),
                toolErrors());
    }

    /** Of what the agent needs. */
    static PanelBuilder[] surroundings() {
        return withLimits(mcpLatency(), mcpErrors(), unpriced(), telemetry(), budgetShare(), budget());
    }

    private static PanelBuilder[] withLimits(PanelBuilder... panels) {
        List.of(panels).forEach(AlertPanels::drawLimit);
        return panels;
    }

    /** Last, so that it is drawn over the others: the limit of the agent that is looked at, which may be its own or its stack's. */
    private static void drawLimit(PanelBuilder panel) {
        AlertLimits.ofAgent(AlertPanel.ofId(panel.id()), AGENTS.matchers().toArray(String[]::new))
                .ifPresent(limit -> panel.query(limit, "Limit").lastIsLimit());
    }

    private static PanelBuilder cost() {
        return panel(
                        AlertPanel.COST_PER_HOUR,
                        "Cost per hour",
                        Unit.USD,
                        "USD per hour",
                        "What the agent itself spends, in US dollars an hour.")
                .query(Measures.costPerHour(AGENTS, NOTHING).text(), "Cost per hour");
    }

    private static PanelBuilder tokens() {
        return panel(
                        AlertPanel.TOKENS_PER_MINUTE,
                        "Tokens per minute",
                        Unit.COUNT,
                        "tokens per minute",
                        "Input and output tokens a minute.")
                .query(Measures.perMinute(Catalog.INPUT_TOKENS, AGENTS, NOTHING).text(), "Input")
                .query(
                        Measures.perMinute(Catalog.OUTPUT_TOKENS, AGENTS, NOTHING)
                                .text(),
                        "Output")
                .query(Measures.tokensPerMinute(AGENTS, NOTHING).text(), "Both");
    }

    private static PanelBuilder modelLatency() {
        return Measures.quantiles(
                panel(
                        AlertPanel.LLM_LATENCY_P95,
                        "LLM latency",
                        Unit.SECONDS,
                        "seconds",
                        "Duration of one call of a model."),
                Catalog.INFERENCE_DURATION,
                AGENTS,
                0.5,
                0.95);
    }

    private static PanelBuilder modelErrors() {
        return errorRatio(
                panel(
                        AlertPanel.LLM_ERROR_RATE,
                        "LLM error rate",
                        Unit.RATIO,
                        "share of calls",
                        "Share of the calls of models that fail."),
                Catalog.INFERENCE_DURATION);
    }

    private static PanelBuilder turnDuration() {
        return Measures.quantiles(
                panel(
                        AlertPanel.TURN_DURATION_P95,
                        "Turn duration",
                        Unit.SECONDS,
                        "seconds",
                        "Duration of one turn, from the message to the final reply."),
                Catalog.TURN_DURATION,
                AGENTS,
                0.5,
                0.95);
    }

    private static PanelBuilder callsPerTurn() {
        return panel(
                        AlertPanel.LLM_CALLS_PER_TURN,
                        "LLM calls per turn",
                        Unit.NUMBER,
                        "calls per turn",
                        "Mean number of calls of models in one turn.")
                .query(
                        Histograms.mean(Catalog.CALLS_PER_TURN, AGENTS, NOTHING, Window.RATE)
                                .text(),
                        "Mean");
    }

    private static PanelBuilder backlog() {
        return panel(
                        AlertPanel.QUEUE_BACKLOG,
                        "Queue depth",
                        Unit.COUNT,
                        "messages",
                        "Messages in the agent's queue, as the broker counts them: those that wait, and those being handled. The alert fires while there are too many, they become more, and no more are consumed than before.")
                .query(
                        Expr.series(Catalog.QUEUE_DEPTH.prometheusName(), AGENTS)
                                .sum()
                                .text(),
                        "In the queue");
    }

    private static PanelBuilder dispatch() {
        return Measures.quantiles(
                panel(
                        AlertPanel.DISPATCH_LATENCY_P95,
                        "Wait before handling",
                        Unit.SECONDS,
                        "seconds",
                        "Time that a message waited between being enqueued and being handled."),
                Catalog.DISPATCH_DURATION,
                AGENTS,
                0.5,
                0.95);
    }

    private static PanelBuilder toolErrors() {
        return errorRatio(
                panel(
                        AlertPanel.TOOL_ERROR_RATE,
                        "Tool error rate",
                        Unit.RATIO,
                        "share of calls",
                        "Share of the calls of tools that fail, delegations included."),
                Catalog.TOOL_DURATION);
    }

    private static PanelBuilder mcpLatency() {
        return Measures.quantiles(
                panel(
                        AlertPanel.MCP_LATENCY_P95,
                        "MCP latency",
                        Unit.SECONDS,
                        "seconds",
                        "Duration of one MCP operation, seen from the agent."),
                Catalog.MCP_CLIENT_DURATION,
                AGENTS,
                0.5,
                0.95);
    }

    private static PanelBuilder mcpErrors() {
        return errorRatio(
                panel(
                        AlertPanel.MCP_ERROR_RATE,
                        "MCP error rate",
                        Unit.RATIO,
                        "share of operations",
                        "Share of the MCP operations that fail, seen from the agent."),
                Catalog.MCP_CLIENT_DURATION);
    }

    private static PanelBuilder unpriced() {
        return panel(
                        AlertPanel.UNPRICED_MODEL,
                        "Unpriced calls per minute",
                        Unit.PER_MINUTE,
                        "calls per minute",
                        "Calls of models that the price table does not know. While there are any, every cost is too low.")
                .query(
                        Measures.perMinute(Catalog.UNPRICED_CALLS, AGENTS, BY_MODEL)
                                .text(),
                        MODEL_LEGEND);
    }

    private static PanelBuilder telemetry() {
        return panel(
                        AlertPanel.TELEMETRY_ABSENT,
                        "Pods that report",
                        Unit.COUNT,
                        "pods",
                        "Pods of the agent whose metrics have arrived, and pods that Prometheus reaches for the metrics of their process. The alert fires when nothing arrives although the agent should be running.")
                .query(
                        Expr.series(Catalog.TURNS.prometheusName(), AGENTS)
                                .countBy(List.of(Vocabulary.POD))
                                .countBy(NOTHING)
                                .orZero()
                                .text(),
                        "Reporting")
                .query(Expr.series(Variables.UP, AGENTS).sum().orZero().text(), "Reached");
    }

    private static PanelBuilder budgetShare() {
        return panel(
                        AlertPanel.BUDGET_BURN,
                        "Share of the budget spent",
                        Unit.RATIO,
                        "share of the limit",
                        "How much of the agent's budget is spent since the period of the calendar began, in UTC.")
                .query(
                        Expr.series(Catalog.BUDGET_SPENT_RATIO.prometheusName(), AGENTS)
                                .maxBy(BY_PERIOD)
                                .text(),
                        Vocabulary.legend(BUDGET_PERIOD));
    }

    private static PanelBuilder budget() {
        var limit = Expr.series(Catalog.BUDGET_LIMIT.prometheusName(), AGENTS).maxBy(BY_PERIOD);
        return panel(
                        AlertPanel.BUDGET_EXCEEDED,
                        "Spent of the budget",
                        Unit.USD,
                        "USD in the period",
                        "What the agent itself has spent since the period of its budget began, and what it may spend in it.")
                .query(
                        Expr.series(Catalog.BUDGET_SPENT_RATIO.prometheusName(), AGENTS)
                                .maxBy(BY_PERIOD)
                                .timesOneOf(BY_PERIOD, limit)
                                .text(),
                        Vocabulary.legend(BUDGET_PERIOD))
                .query(limit.text(), "Limit")
                .lastIsLimit();
    }

    private static PanelBuilder panel(AlertPanel alert, String title, Unit unit, String axis, String description) {
        return PanelBuilder.timeSeries(title, unit, description + " Watched by the alert " + alert.field() + ".")
                .id(alert.id())
                .axis(axis);
    }

    private static PanelBuilder errorRatio(PanelBuilder panel, Metric histogram) {
        return panel.max(1)
                .query(
                        Histograms.errorRatio(histogram, AGENTS, NOTHING, Window.RATE)
                                .text(),
                        "Failed");
    }
}
