package dev.vivarium.operator.dashboards;

import static dev.vivarium.operator.dashboards.Vocabulary.AGENTS;
import static dev.vivarium.operator.dashboards.Vocabulary.AGENT_LEGEND;
import static dev.vivarium.operator.dashboards.Vocabulary.BY_AGENT;
import static dev.vivarium.operator.dashboards.Vocabulary.KIND;
import static dev.vivarium.operator.dashboards.Vocabulary.MOST_LINES;
import static dev.vivarium.operator.dashboards.Vocabulary.NAME;
import static dev.vivarium.operator.dashboards.Vocabulary.NAMESPACE;
import static dev.vivarium.operator.dashboards.Vocabulary.NOTHING;
import static dev.vivarium.operator.dashboards.Vocabulary.SUBAGENT;
import static dev.vivarium.operator.dashboards.Vocabulary.legend;

import dev.vivarium.operator.dashboards.grafana.Layout;
import dev.vivarium.operator.dashboards.grafana.Panel;
import dev.vivarium.operator.dashboards.grafana.PanelBuilder;
import dev.vivarium.operator.dashboards.grafana.Thresholds;
import dev.vivarium.operator.dashboards.grafana.Unit;
import dev.vivarium.operator.dashboards.promql.Expr;
import dev.vivarium.operator.dashboards.promql.Histograms;
import dev.vivarium.operator.dashboards.promql.Selector;
import dev.vivarium.operator.dashboards.promql.Window;
import dev.vivarium.telemetry.Catalog;
import java.util.List;

/** How agents, their sub-agents and the tools of MCP servers work together, and what each costs. */
final class Ecosystem {
    /** A sub-agent as the agents that delegate to it name it: both are in the same namespace. */
    private static final List<String> BY_DELEGATE = List.of(NAMESPACE, SUBAGENT);

    /** An agent and one of the sub-agents that it delegates to. */
    private static final List<String> BY_DELEGATION = List.of(NAMESPACE, KIND, NAME, SUBAGENT);

    private static final String EXTENSION = "extension";

    private Ecosystem() {}

    static List<Panel> panels(Drill drill) {
        return new Layout()
                .row("In the time range")
                .add(4, 4, agents(), cost(), subAgentShare(), tasks(), failedTasks(), toolCalls())
                .row("Agents and sub-agents")
                .add(24, 11, byAgent(drill))
                .row("Delegation")
                .add(24, 9, delegations(drill))
                .add(8, 8, tasksOverTime(), taskDuration(), activeTasks())
                .row("Cost")
                .add(12, 9, costByKind(), costByAgent(drill))
                .row("Tools")
                .add(24, 9, tools(drill))
                .panels();
    }

    private static PanelBuilder agents() {
        return PanelBuilder.stat("Agents", Unit.WHOLE, "Agents and sub-agents whose metrics arrive now.")
                .query(
                        Expr.series(Catalog.TURNS.prometheusName(), AGENTS)
                                .countBy(BY_AGENT)
                                .countBy(List.of(KIND))
                                .text(),
                        legend(KIND));
    }

    private static PanelBuilder cost() {
        return PanelBuilder.stat(
                        "Total cost",
                        Unit.USD,
                        "Cost of all chosen agents and sub-agents in the time range. Each call is paid once, by whoever made it.")
                .query(Measures.total(Catalog.COST_USD, AGENTS, NOTHING).text(), "Cost");
    }

    private static PanelBuilder subAgentShare() {
        return PanelBuilder.stat(
                        "Spent by sub-agents", Unit.RATIO, "Share of the cost of the time range that sub-agents spent.")
                .query(
                        Measures.total(Catalog.COST_USD, AGENTS.equalTo(KIND, "SubAgent"), NOTHING)
                                .orZero()
                                .dividedBy(Measures.total(Catalog.COST_USD, AGENTS, NOTHING))
                                .text(),
                        "Share");
    }

    private static PanelBuilder tasks() {
        return PanelBuilder.stat(
                        "Delegated tasks",
                        Unit.WHOLE,
                        "Tasks that agents delegated in the time range and that came to an end.")
                .query(delegated(NOTHING).orZero().text(), "Tasks");
    }

    private static PanelBuilder failedTasks() {
        return PanelBuilder.stat(
                        "Failed tasks",
                        Unit.WHOLE,
                        "Delegated tasks of the time range that failed or were not answered in time.")
                .thresholds(Thresholds.bad(1))
                .query(
                        Measures.total(Catalog.SUBAGENT_FAILURES, AGENTS, NOTHING)
                                .orZero()
                                .text(),
                        "Failed");
    }

    private static PanelBuilder toolCalls() {
        return PanelBuilder.stat("MCP tool calls", Unit.WHOLE, "Calls of tools of MCP servers in the time range.")
                .query(
                        Measures.observed(Catalog.TOOL_DURATION, mcpTools(), NOTHING)
                                .orZero()
                                .text(),
                        "Calls");
    }

    private static PanelBuilder byAgent(Drill drill) {
        var turns = Measures.total(Catalog.TURNS, AGENTS, BY_AGENT);
        return drill.agentColumns(
                        PanelBuilder.table(
                                "Agents and sub-agents",
                                Unit.COUNT,
                                "What each did and spent itself in the time range, and what its sub-agents spent on the tasks that it delegated. The cost of delegated tasks is the cost of the sub-agent, shared out by the number of tasks; it is part of the sub-agent's own cost, so do not add the columns."))
                .valueColumn(
                        "Own cost",
                        Unit.USD,
                        Measures.total(Catalog.COST_USD, AGENTS, BY_AGENT).text())
                .valueColumn(
                        "Delegated cost",
                        Unit.USD,
                        delegatedCost().sumBy(BY_AGENT).text())
                .valueColumn("Turns", Unit.WHOLE, turns.text())
                .valueColumn(
                        "Failed turns",
                        Unit.RATIO,
                        Histograms.errorRatio(Catalog.TURN_DURATION, AGENTS, BY_AGENT, Window.RANGE)
                                .text())
                .valueColumn(
                        "LLM calls",
                        Unit.WHOLE,
                        Measures.observed(Catalog.INFERENCE_DURATION, AGENTS, BY_AGENT)
                                .text())
                .valueColumn("Delegated tasks", Unit.WHOLE, delegated(BY_AGENT).text())
                .valueColumn(
                        "MCP tool calls",
                        Unit.WHOLE,
                        Measures.observed(Catalog.TOOL_DURATION, mcpTools(), BY_AGENT)
                                .text())
                .sortedBy("Own cost");
    }

    private static PanelBuilder delegations(Drill drill) {
        return drill.agentColumns(
                        PanelBuilder.table(
                                "Who delegates to whom",
                                Unit.COUNT,
                                "Tasks of the time range by the agent that delegated and the sub-agent that worked on them. The cost is that of the sub-agent, shared out by the number of tasks."))
                .labelColumn(SUBAGENT, "Sub-agent")
                .valueColumn("Tasks", Unit.WHOLE, delegated(BY_DELEGATION).text())
                .valueColumn(
                        "Failed",
                        Unit.WHOLE,
                        Measures.total(Catalog.SUBAGENT_FAILURES, AGENTS, BY_DELEGATION)
                                .text())
                .valueColumn(
                        "p95",
                        Unit.SECONDS,
                        Histograms.quantile(0.95, Catalog.SUBAGENT_DURATION, AGENTS, BY_DELEGATION, Window.RANGE)
                                .text())
                .valueColumn("Cost", Unit.USD, delegatedCost().text())
                .sortedBy("Tasks");
    }

    private static PanelBuilder tasksOverTime() {
        return PanelBuilder.timeSeries(
                        "Delegated tasks per minute",
                        Unit.PER_MINUTE,
                        "Tasks a minute by sub-agent; the ten with the most in the time range.")
                .axis("tasks per minute")
                .stacked()
                .query(
                        Measures.observationsPerMinute(Catalog.SUBAGENT_DURATION, AGENTS, BY_DELEGATE)
                                .top(MOST_LINES, BY_DELEGATE, mostDelegated())
                                .text(),
                        legend(NAMESPACE, SUBAGENT));
    }

    private static PanelBuilder taskDuration() {
        return PanelBuilder.timeSeries(
                        "Task duration p95",
                        Unit.SECONDS,
                        "95th percentile of the time from delegating a task to its answer; the ten sub-agents with the most tasks.")
                .axis("seconds")
                .query(
                        Histograms.quantile(0.95, Catalog.SUBAGENT_DURATION, AGENTS, BY_DELEGATE, Window.RATE)
                                .top(MOST_LINES, BY_DELEGATE, mostDelegated())
                                .text(),
                        legend(NAMESPACE, SUBAGENT));
    }

    private static PanelBuilder activeTasks() {
        return PanelBuilder.timeSeries(
                        "Tasks being worked on",
                        Unit.COUNT,
                        "Tasks that are delegated and not yet answered; the ten sub-agents with the most tasks.")
                .axis("tasks")
                .stacked()
                .query(
                        Expr.series(Catalog.SUBAGENT_ACTIVE.prometheusName(), AGENTS)
                                .sumBy(BY_DELEGATE)
                                .top(MOST_LINES, BY_DELEGATE, mostDelegated())
                                .text(),
                        legend(NAMESPACE, SUBAGENT));
    }

    private static PanelBuilder costByKind() {
        return PanelBuilder.timeSeries(
                        "Cost rate of agents and sub-agents",
                        Unit.USD,
                        "US dollars an hour that agents, and that sub-agents spend themselves.")
                .axis("USD per hour")
                .stacked()
                .query(Measures.costPerHour(AGENTS, List.of(KIND)).text(), legend(KIND));
    }

    private static PanelBuilder costByAgent(Drill drill) {
        return PanelBuilder.timeSeries(
                        "Cost rate by agent",
                        Unit.USD,
                        "US dollars an hour that each spends itself; the ten that spent the most in the time range.")
                .axis("USD per hour")
                .stacked()
                .valueLink(drill.fromSeries())
                .query(
                        Measures.costPerHour(AGENTS, BY_AGENT)
                                .top(MOST_LINES, BY_AGENT, Measures.totalAtEnd(Catalog.COST_USD, AGENTS, BY_AGENT))
                                .text(),
                        AGENT_LEGEND);
    }

    private static PanelBuilder tools(Drill drill) {
        var by = List.of(NAMESPACE, KIND, NAME, Vocabulary.TOOL);
        return drill.agentColumns(PanelBuilder.table(
                        "Who calls which MCP tool",
                        Unit.COUNT,
                        "Calls of tools of MCP servers in the time range, by agent."))
                .labelColumn(Vocabulary.TOOL, "Tool")
                .valueColumn(
                        "Calls",
                        Unit.WHOLE,
                        Measures.observed(Catalog.TOOL_DURATION, mcpTools(), by).text())
                .valueColumn(
                        "Errors",
                        Unit.RATIO,
                        Histograms.errorRatio(Catalog.TOOL_DURATION, mcpTools(), by, Window.RANGE)
                                .text())
                .valueColumn(
                        "p95",
                        Unit.SECONDS,
                        Histograms.quantile(0.95, Catalog.TOOL_DURATION, mcpTools(), by, Window.RANGE)
                                .text())
                .sortedBy("Calls");
    }

    private static Selector mcpTools() {
        return AGENTS.equalTo(Vocabulary.TOOL_TYPE, EXTENSION);
    }

    private static Expr delegated(List<String> by) {
        return Measures.observed(Catalog.SUBAGENT_DURATION, AGENTS, by);
    }

    private static Expr mostDelegated() {
        return Measures.observedAtEnd(Catalog.SUBAGENT_DURATION, AGENTS, BY_DELEGATE);
    }

    /** For each delegation: its tasks, times what one task of the sub-agent cost on average, whoever delegated it. */
    private static Expr delegatedCost() {
        var cost = Measures.total(Catalog.COST_USD, Selector.ANY.equalTo(KIND, "SubAgent"), List.of(NAMESPACE, NAME))
                .withLabelFrom(NAME, SUBAGENT)
                .sumBy(BY_DELEGATE);
        var tasks = Measures.observed(Catalog.SUBAGENT_DURATION, Selector.ANY, BY_DELEGATE);
        return delegated(BY_DELEGATION).timesOneOf(BY_DELEGATE, cost.dividedBy(tasks));
    }
}
