package dev.vivarium.operator.dashboards;

import static dev.vivarium.operator.dashboards.Vocabulary.AGENTS;
import static dev.vivarium.operator.dashboards.Vocabulary.AGENT_LEGEND;
import static dev.vivarium.operator.dashboards.Vocabulary.BY_AGENT;
import static dev.vivarium.operator.dashboards.Vocabulary.ERROR_TYPE;
import static dev.vivarium.operator.dashboards.Vocabulary.KIND;
import static dev.vivarium.operator.dashboards.Vocabulary.METHOD;
import static dev.vivarium.operator.dashboards.Vocabulary.MOST_LINES;
import static dev.vivarium.operator.dashboards.Vocabulary.NAME;
import static dev.vivarium.operator.dashboards.Vocabulary.NAMESPACE;
import static dev.vivarium.operator.dashboards.Vocabulary.NOTHING;
import static dev.vivarium.operator.dashboards.Vocabulary.TOOL;
import static dev.vivarium.operator.dashboards.Vocabulary.legend;

import dev.vivarium.operator.dashboards.grafana.Layout;
import dev.vivarium.operator.dashboards.grafana.Panel;
import dev.vivarium.operator.dashboards.grafana.PanelBuilder;
import dev.vivarium.operator.dashboards.grafana.Unit;
import dev.vivarium.operator.dashboards.promql.Expr;
import dev.vivarium.operator.dashboards.promql.Histograms;
import dev.vivarium.operator.dashboards.promql.Selector;
import dev.vivarium.operator.dashboards.promql.Window;
import dev.vivarium.operator.links.AlertPanel;
import dev.vivarium.operator.links.DashboardLinks;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import java.util.List;

/** How agents use MCP servers, seen from the agents; and how servers that are measured themselves see it. */
final class McpServers {
    private static final List<String> BY_TOOL = List.of(NAMESPACE, TOOL);
    private static final List<String> BY_METHOD = List.of(METHOD);
    private static final Metric OPERATIONS = Catalog.MCP_CLIENT_DURATION;
    private static final Metric SERVED = Catalog.MCP_SERVER_DURATION;
    /** Those in the chosen namespaces, whoever called them: servers do not know agents. */
    private static final Selector SERVERS = Selector.ANY
            .matching(NAMESPACE, "$" + DashboardLinks.NAMESPACE_VARIABLE)
            .equalTo(KIND, "McpServer");

    private static final List<String> BY_SERVER = List.of(NAMESPACE, NAME);
    private static final Selector TOOL_CALLS = AGENTS.notEqualTo(TOOL, "");

    private McpServers() {}

    static List<Panel> panels(Limits limits, Drill drill) {
        return new Layout()
                .row("In the time range")
                .add(6, 5, operations(), rate(), latency(), errorRatio())
                .row("Operations")
                .add(12, 9, byMethod(), latencyByMethod())
                .add(12, 9, errorsByType(), latencyBuckets())
                .row("Tools")
                .add(12, 9, callsByTool(), latencyByTool())
                .add(24, 10, tools())
                .row("Agents that call them")
                .add(12, 9, latencyByAgent(limits, drill), errorRatioByAgent(limits, drill))
                .row("Servers that are measured themselves")
                .add(12, 9, callsByServer(), latencyByServer())
                .panels();
    }

    private static PanelBuilder operations() {
        return PanelBuilder.stat(
                        "Operations",
                        Unit.WHOLE,
                        "MCP operations of the time range: calls of tools, and what a session needs besides.")
                .query(Measures.observed(OPERATIONS, AGENTS, NOTHING).text(), "Operations");
    }

    private static PanelBuilder rate() {
        return PanelBuilder.stat("Rate", Unit.REQUESTS_PER_MINUTE, "MCP operations a minute, now.")
                .withCourse()
                .query(
                        Measures.observationsPerMinute(OPERATIONS, AGENTS, NOTHING)
                                .text(),
                        "Operations per minute");
    }

    private static PanelBuilder latency() {
        return PanelBuilder.stat(
                        "Latency p95",
                        Unit.SECONDS,
                        "95th percentile of the duration of one MCP operation in the time range.")
                .query(
                        Histograms.quantile(0.95, OPERATIONS, AGENTS, NOTHING, Window.RANGE)
                                .text(),
                        "p95");
    }

    private static PanelBuilder errorRatio() {
        return PanelBuilder.stat("Errors", Unit.RATIO, "Share of the MCP operations of the time range that failed.")
                .query(
                        Histograms.errorRatio(OPERATIONS, AGENTS, NOTHING, Window.RANGE)
                                .text(),
                        "Errors");
    }

    private static PanelBuilder byMethod() {
        return PanelBuilder.timeSeries(
                        "Operations per minute by method",
                        Unit.REQUESTS_PER_MINUTE,
                        "MCP operations a minute by the method of the protocol.")
                .axis("operations per minute")
                .stacked()
                .query(
                        Measures.observationsPerMinute(OPERATIONS, AGENTS, BY_METHOD)
                                .text(),
                        legend(METHOD));
    }

    private static PanelBuilder latencyByMethod() {
        return PanelBuilder.timeSeries(
                        "Latency p95 by method",
                        Unit.SECONDS,
                        "95th percentile of the duration of one MCP operation by the method of the protocol.")
                .axis("seconds")
                .query(
                        Histograms.quantile(0.95, OPERATIONS, AGENTS, BY_METHOD, Window.RATE)
                                .text(),
                        legend(METHOD));
    }

    private static PanelBuilder errorsByType() {
        return PanelBuilder.timeSeries(
                        "Errors per minute by type",
                        Unit.PER_MINUTE,
                        "Failed MCP operations a minute by the class of the error. tool_error is an error that the tool itself reported.")
                .axis("errors per minute")
                .stacked()
                .query(
                        Histograms.failures(OPERATIONS, AGENTS, List.of(ERROR_TYPE), Window.RATE)
                                .perMinute()
                                .text(),
                        legend(ERROR_TYPE));
    }

    private static PanelBuilder latencyBuckets() {
        return PanelBuilder.heatmap("Distribution of latency", Unit.SECONDS, "How many MCP operations took how long.")
                .query(Histograms.buckets(OPERATIONS, AGENTS).text(), "");
    }

    private static PanelBuilder callsByTool() {
        return PanelBuilder.timeSeries(
                        "Calls per minute by tool",
                        Unit.REQUESTS_PER_MINUTE,
                        "Calls of each tool a minute; the ten that were called the most in the time range.")
                .axis("calls per minute")
                .stacked()
                .query(
                        Measures.observationsPerMinute(OPERATIONS, TOOL_CALLS, BY_TOOL)
                                .top(MOST_LINES, BY_TOOL, mostCalled(TOOL_CALLS, BY_TOOL))
                                .text(),
                        legend(NAMESPACE, TOOL));
    }

    private static PanelBuilder latencyByTool() {
        return PanelBuilder.timeSeries(
                        "Latency p95 by tool",
                        Unit.SECONDS,
                        "95th percentile of the duration of one call of each tool; the ten that were called the most in the time range.")
                .axis("seconds")
                .query(
                        Histograms.quantile(0.95, OPERATIONS, TOOL_CALLS, BY_TOOL, Window.RATE)
                                .top(MOST_LINES, BY_TOOL, mostCalled(TOOL_CALLS, BY_TOOL))
                                .text(),
                        legend(NAMESPACE, TOOL));
    }

    private static PanelBuilder tools() {
        return PanelBuilder.table(
                        "Tools",
                        Unit.COUNT,
                        "Calls of each tool in the time range, by the namespace of the agents that called it.")
                .labelColumn(NAMESPACE, "Namespace")
                .labelColumn(TOOL, "Tool")
                .valueColumn(
                        "Calls",
                        Unit.WHOLE,
                        Measures.observed(OPERATIONS, TOOL_CALLS, BY_TOOL).text())
                .valueColumn(
                        "Errors",
                        Unit.RATIO,
                        Histograms.errorRatio(OPERATIONS, TOOL_CALLS, BY_TOOL, Window.RANGE)
                                .text())
                .valueColumn(
                        "p50",
                        Unit.SECONDS,
                        Histograms.quantile(0.5, OPERATIONS, TOOL_CALLS, BY_TOOL, Window.RANGE)
                                .text())
                .valueColumn(
                        "p95",
                        Unit.SECONDS,
                        Histograms.quantile(0.95, OPERATIONS, TOOL_CALLS, BY_TOOL, Window.RANGE)
                                .text())
                .sortedBy("Calls");
    }

    private static PanelBuilder latencyByAgent(Limits limits, Drill drill) {
        return PanelBuilder.timeSeries(
                        "Latency p95 by agent",
                        Unit.SECONDS,
                        "95th percentile of the duration of one MCP operation by the agent that waited for it; the ten with the most operations. The dashed line is the stack's limit.")
                .axis("seconds")
                .limit(limits.of(AlertPanel.MCP_LATENCY_P95))
                .valueLink(drill.fromSeries())
                .query(
                        Histograms.quantile(0.95, OPERATIONS, AGENTS, BY_AGENT, Window.RATE)
                                .top(MOST_LINES, BY_AGENT, mostCalled(AGENTS, BY_AGENT))
                                .text(),
                        AGENT_LEGEND);
    }

    private static PanelBuilder errorRatioByAgent(Limits limits, Drill drill) {
        return PanelBuilder.timeSeries(
                        "Error rate by agent",
                        Unit.RATIO,
                        "Share of the MCP operations of each agent that fail; the ten with the most operations. The dashed line is the stack's limit.")
                .axis("share of operations")
                .limit(limits.of(AlertPanel.MCP_ERROR_RATE))
                .valueLink(drill.fromSeries())
                .query(
                        Histograms.errorRatio(OPERATIONS, AGENTS, BY_AGENT, Window.RATE)
                                .top(MOST_LINES, BY_AGENT, mostCalled(AGENTS, BY_AGENT))
                                .text(),
                        AGENT_LEGEND);
    }

    private static PanelBuilder callsByServer() {
        return PanelBuilder.timeSeries(
                        "Operations per minute by server",
                        Unit.REQUESTS_PER_MINUTE,
                        "MCP operations a minute, from whomever, by the McpServer in the chosen namespaces whose proxy, or which itself, measured them; the ten with the most operations.")
                .axis("operations per minute")
                .stacked()
                .query(
                        Measures.observationsPerMinute(SERVED, SERVERS, BY_SERVER)
                                .top(MOST_LINES, BY_SERVER, mostServed())
                                .text(),
                        legend(NAMESPACE, NAME));
    }

    private static PanelBuilder latencyByServer() {
        return PanelBuilder.timeSeries(
                        "Latency p95 by server",
                        Unit.SECONDS,
                        "95th percentile of the duration of one MCP operation, as the McpServer or its proxy measured it; the ten with the most operations.")
                .axis("seconds")
                .query(
                        Histograms.quantile(0.95, SERVED, SERVERS, BY_SERVER, Window.RATE)
                                .top(MOST_LINES, BY_SERVER, mostServed())
                                .text(),
                        legend(NAMESPACE, NAME));
    }

    private static Expr mostServed() {
        return Measures.observedAtEnd(SERVED, SERVERS, BY_SERVER);
    }

    private static Expr mostCalled(Selector selector, List<String> by) {
        return Measures.observedAtEnd(OPERATIONS, selector, by);
    }
}
