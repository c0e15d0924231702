package dev.vivarium.operator.dashboards;

import static dev.vivarium.operator.dashboards.Vocabulary.AGENTS;
import static dev.vivarium.operator.dashboards.Vocabulary.COST_TYPE;
import static dev.vivarium.operator.dashboards.Vocabulary.ERROR_TYPE;
import static dev.vivarium.operator.dashboards.Vocabulary.MODEL;
import static dev.vivarium.operator.dashboards.Vocabulary.NOTHING;
import static dev.vivarium.operator.dashboards.Vocabulary.ORIGIN;
import static dev.vivarium.operator.dashboards.Vocabulary.SUBAGENT;
import static dev.vivarium.operator.dashboards.Vocabulary.TOOL;
import static dev.vivarium.operator.dashboards.Vocabulary.TOOL_TYPE;
import static dev.vivarium.operator.dashboards.Vocabulary.legend;

import dev.vivarium.operator.dashboards.grafana.Layout;
import dev.vivarium.operator.dashboards.grafana.Panel;
import dev.vivarium.operator.dashboards.grafana.PanelBuilder;
import dev.vivarium.operator.dashboards.grafana.Unit;
import dev.vivarium.operator.dashboards.promql.Expr;
import dev.vivarium.operator.dashboards.promql.Histograms;
import dev.vivarium.operator.dashboards.promql.Window;
import dev.vivarium.telemetry.Catalog;
import java.util.List;

/** Everything about one agent; the panels that alerts link to come first. */
final class AgentDetail {
    private static final List<String> BY_TOOL = List.of(TOOL, TOOL_TYPE);
    private static final List<String> BY_SUBAGENT = List.of(SUBAGENT);

    private AgentDetail() {}

    static List<Panel> panels() {
        return new Layout()
                .row("In the time range")
                .add(4, 4, cost(), costPerTurn(), turns(), turnDuration(), turnErrors(), requests())
                .row("What alerts watch")
                .add(8, 7, AlertPanels.work())
                .add(12, 7, AlertPanels.surroundings())
                .row("Cost and tokens")
                .add(8, 8, costByType(), tokensByUse(), contextSize())
                .row("Turns and models")
                .add(8, 8, turnsByOrigin(), turnErrorsByType(), turnBuckets())
                .add(8, 8, modelErrorsByType(), firstChunk(), modelBuckets())
                .row("Tools")
                .add(8, 8, callsByTool(), latencyByTool(), toolsPerTurn())
                .add(24, 8, tools())
                .row("Delegated tasks")
                .add(8, 8, tasks(), taskDuration(), activeTasks())
                .row("Messages")
                .add(8, 8, messages(), handling(), inFlight())
                .panels();
    }

    private static PanelBuilder cost() {
        return PanelBuilder.stat(
                        "Cost",
                        Unit.USD,
                        "What the agent itself spent in the time range. What it delegated is paid by its sub-agents: see the dashboard Ecosystem.")
                .query(Measures.total(Catalog.COST_USD, AGENTS, NOTHING).text(), "Cost");
    }

    private static PanelBuilder costPerTurn() {
        return PanelBuilder.stat("Cost per turn", Unit.USD, "Mean of what the agent itself spends on one turn.")
                .query(
                        Measures.total(Catalog.COST_USD, AGENTS, NOTHING)
                                .dividedBy(Measures.total(Catalog.TURNS, AGENTS, NOTHING))
                                .text(),
                        "Cost per turn");
    }

    private static PanelBuilder turns() {
        return PanelBuilder.stat("Turns", Unit.WHOLE, "Turns that ended in the time range, with a reply or an error.")
                .query(Measures.total(Catalog.TURNS, AGENTS, NOTHING).text(), "Turns");
    }

    private static PanelBuilder turnDuration() {
        return PanelBuilder.stat(
                        "Turn duration p95",
                        Unit.SECONDS,
                        "95th percentile of the duration of one turn in the time range.")
                .query(
                        Histograms.quantile(0.95, Catalog.TURN_DURATION, AGENTS, NOTHING, Window.RANGE)
                                .text(),
                        "p95");
    }

    private static PanelBuilder turnErrors() {
        return PanelBuilder.stat(
                        "Failed turns", Unit.RATIO, "Share of the turns of the time range that ended with an error.")
                .query(
                        Histograms.errorRatio(Catalog.TURN_DURATION, AGENTS, NOTHING, Window.RANGE)
                                .text(),
                        "Failed");
    }

    private static PanelBuilder requests() {
        return PanelBuilder.stat("LLM calls", Unit.WHOLE, "Calls of models in the time range.")
                .query(
                        Measures.observed(Catalog.INFERENCE_DURATION, AGENTS, NOTHING)
                                .text(),
                        "Calls");
    }

    private static PanelBuilder costByType() {
        var by = List.of(MODEL, COST_TYPE);
        return PanelBuilder.timeSeries(
                        "Cost per hour by what is paid for",
                        Unit.USD,
                        "US dollars an hour by model, and by input, output, and what was read from and written to the provider's cache.")
                .axis("USD per hour")
                .stacked()
                .query(Measures.costPerHour(AGENTS, by).text(), legend(MODEL, COST_TYPE));
    }

    private static PanelBuilder tokensByUse() {
        return PanelBuilder.timeSeries(
                        "Tokens per minute by use",
                        Unit.COUNT,
                        "Tokens a minute. Those read from and written to the provider's cache are among the input, those of reasoning among the output.")
                .axis("tokens per minute")
                .query(Measures.perMinute(Catalog.INPUT_TOKENS, AGENTS, NOTHING).text(), "Input")
                .query(
                        Measures.perMinute(Catalog.CACHE_READ_TOKENS, AGENTS, NOTHING)
                                .text(),
                        "Cache read")
                .query(
                        Measures.perMinute(Catalog.CACHE_WRITE_TOKENS, AGENTS, NOTHING)
                                .text(),
                        "Cache write")
                .query(
                        Measures.perMinute(Catalog.OUTPUT_TOKENS, AGENTS, NOTHING)
                                .text(),
                        "Output")
                .query(
                        Measures.perMinute(Catalog.REASONING_TOKENS, AGENTS, NOTHING)
                                .text(),
                        "Reasoning");
    }

    private static PanelBuilder contextSize() {
        return Measures.quantiles(
                PanelBuilder.timeSeries(
                                "Context size",
                                Unit.COUNT,
                                "Input tokens of one call: how full the context is. A conversation that never ends shows here before it shows in the cost.")
                        .axis("tokens"),
                Catalog.CONTEXT_TOKENS_USED,
                AGENTS,
                0.5,
                0.95);
    }

    private static PanelBuilder turnsByOrigin() {
        return PanelBuilder.timeSeries(
                        "Turns per minute by origin",
                        Unit.PER_MINUTE,
                        "Turns a minute by who started them: a user, an agent that delegated, or a schedule.")
                .axis("turns per minute")
                .stacked()
                .query(
                        Measures.perMinute(Catalog.TURNS, AGENTS, List.of(ORIGIN))
                                .text(),
                        legend(ORIGIN));
    }

    private static PanelBuilder turnErrorsByType() {
        return PanelBuilder.timeSeries(
                        "Failed turns per minute by type",
                        Unit.PER_MINUTE,
                        "Turns a minute that ended with an error, by its class.")
                .axis("turns per minute")
                .stacked()
                .query(
                        Measures.perMinute(Catalog.TURNS, AGENTS.notEqualTo(ERROR_TYPE, ""), List.of(ERROR_TYPE))
                                .text(),
                        legend(ERROR_TYPE));
    }

    private static PanelBuilder turnBuckets() {
        return PanelBuilder.heatmap("Distribution of turn duration", Unit.SECONDS, "How many turns took how long.")
                .query(Histograms.buckets(Catalog.TURN_DURATION, AGENTS).text(), "");
    }

    private static PanelBuilder modelErrorsByType() {
        return PanelBuilder.timeSeries(
                        "Failed LLM calls per minute by type",
                        Unit.PER_MINUTE,
                        "Failed calls of models a minute, by the class of the error.")
                .axis("calls per minute")
                .stacked()
                .query(
                        Histograms.failures(Catalog.INFERENCE_DURATION, AGENTS, List.of(ERROR_TYPE), Window.RATE)
                                .perMinute()
                                .text(),
                        legend(ERROR_TYPE));
    }

    private static PanelBuilder firstChunk() {
        return Measures.quantiles(
                PanelBuilder.timeSeries(
                                "Time to first chunk",
                                Unit.SECONDS,
                                "Time from a streamed call to the first piece of its answer. Only streamed calls have one.")
                        .axis("seconds"),
                Catalog.TIME_TO_FIRST_CHUNK,
                AGENTS,
                0.5,
                0.95);
    }

    private static PanelBuilder modelBuckets() {
        return PanelBuilder.heatmap(
                        "Distribution of LLM latency", Unit.SECONDS, "How many calls of models took how long.")
                .query(Histograms.buckets(Catalog.INFERENCE_DURATION, AGENTS).text(), "");
    }

    private static PanelBuilder callsByTool() {
        return PanelBuilder.timeSeries(
                        "Tool calls per minute",
                        Unit.REQUESTS_PER_MINUTE,
                        "Calls of each tool a minute. extension is a tool of an MCP server, function a delegation to a sub-agent.")
                .axis("calls per minute")
                .stacked()
                .query(
                        Measures.observationsPerMinute(Catalog.TOOL_DURATION, AGENTS, BY_TOOL)
                                .text(),
                        legend(TOOL) + " (" + legend(TOOL_TYPE) + ")");
    }

    private static PanelBuilder latencyByTool() {
        return PanelBuilder.timeSeries(
                        "Tool latency p95", Unit.SECONDS, "95th percentile of the duration of one call of each tool.")
                .axis("seconds")
                .query(
                        Histograms.quantile(0.95, Catalog.TOOL_DURATION, AGENTS, BY_TOOL, Window.RATE)
                                .text(),
                        legend(TOOL) + " (" + legend(TOOL_TYPE) + ")");
    }

    private static PanelBuilder toolsPerTurn() {
        return PanelBuilder.timeSeries(
                        "Tool calls per turn",
                        Unit.NUMBER,
                        "Mean number of tool calls in one turn, and its 95th percentile.")
                .axis("calls per turn")
                .query(
                        Histograms.mean(Catalog.TOOLS_PER_TURN, AGENTS, NOTHING, Window.RATE)
                                .text(),
                        "Mean")
                .query(
                        Histograms.quantile(0.95, Catalog.TOOLS_PER_TURN, AGENTS, NOTHING, Window.RATE)
                                .text(),
                        "p95");
    }

    private static PanelBuilder tools() {
        return PanelBuilder.table("Tools", Unit.COUNT, "Calls of each tool in the time range.")
                .labelColumn(TOOL, "Tool")
                .labelColumn(TOOL_TYPE, "Type")
                .valueColumn(
                        "Calls",
                        Unit.WHOLE,
                        Measures.observed(Catalog.TOOL_DURATION, AGENTS, BY_TOOL)
                                .text())
                .valueColumn(
                        "Errors",
                        Unit.RATIO,
                        Histograms.errorRatio(Catalog.TOOL_DURATION, AGENTS, BY_TOOL, Window.RANGE)
                                .text())
                .valueColumn(
                        "p50",
                        Unit.SECONDS,
                        Histograms.quantile(0.5, Catalog.TOOL_DURATION, AGENTS, BY_TOOL, Window.RANGE)
                                .text())
                .valueColumn(
                        "p95",
                        Unit.SECONDS,
                        Histograms.quantile(0.95, Catalog.TOOL_DURATION, AGENTS, BY_TOOL, Window.RANGE)
                                .text())
                .sortedBy("Calls");
    }

    private static PanelBuilder tasks() {
        return PanelBuilder.timeSeries(
                        "Delegated tasks per minute",
                        Unit.PER_MINUTE,
                        "Tasks a minute that the agent delegated to each sub-agent and that were answered, and those that failed or were not answered in time.")
                .axis("tasks per minute")
                .query(
                        Measures.observationsPerMinute(Catalog.SUBAGENT_DURATION, AGENTS, BY_SUBAGENT)
                                .text(),
                        legend(SUBAGENT))
                .query(
                        Measures.perMinute(Catalog.SUBAGENT_FAILURES, AGENTS, BY_SUBAGENT)
                                .text(),
                        legend(SUBAGENT) + " failed");
    }

    private static PanelBuilder taskDuration() {
        return PanelBuilder.timeSeries(
                        "Task duration p95",
                        Unit.SECONDS,
                        "95th percentile of the time from delegating a task to its answer, by sub-agent.")
                .axis("seconds")
                .query(
                        Histograms.quantile(0.95, Catalog.SUBAGENT_DURATION, AGENTS, BY_SUBAGENT, Window.RATE)
                                .text(),
                        legend(SUBAGENT));
    }

    private static PanelBuilder activeTasks() {
        return PanelBuilder.timeSeries(
                        "Tasks being worked on",
                        Unit.COUNT,
                        "Tasks that are delegated and not yet answered, by sub-agent.")
                .axis("tasks")
                .stacked()
                .query(
                        Expr.series(Catalog.SUBAGENT_ACTIVE.prometheusName(), AGENTS)
                                .sumBy(BY_SUBAGENT)
                                .text(),
                        legend(SUBAGENT));
    }

    private static PanelBuilder messages() {
        return PanelBuilder.timeSeries(
                        "Messages per minute",
                        Unit.MESSAGES_PER_MINUTE,
                        "Messages that the agent hands to the broker and takes from it in a minute.")
                .axis("messages per minute")
                .query(
                        Measures.perMinute(Catalog.SENT_MESSAGES, AGENTS, NOTHING)
                                .text(),
                        "Published")
                .query(
                        Measures.perMinute(Catalog.CONSUMED_MESSAGES, AGENTS, NOTHING)
                                .text(),
                        "Consumed");
    }

    private static PanelBuilder handling() {
        return Measures.quantiles(
                PanelBuilder.timeSeries(
                                "Time of handling",
                                Unit.SECONDS,
                                "Time that handling one message took, the whole turn included.")
                        .axis("seconds"),
                Catalog.PROCESS_DURATION,
                AGENTS,
                0.5,
                0.95);
    }

    private static PanelBuilder inFlight() {
        return PanelBuilder.timeSeries("Being handled", Unit.COUNT, "Messages that the agent is handling.")
                .axis("messages")
                .query(
                        Expr.series(Catalog.ACTIVE_MESSAGES.prometheusName(), AGENTS)
                                .sum()
                                .text(),
                        "Being handled");
    }
}
