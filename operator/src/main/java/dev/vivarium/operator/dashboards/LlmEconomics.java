package dev.vivarium.operator.dashboards;

import static dev.vivarium.operator.dashboards.Vocabulary.AGENTS;
import static dev.vivarium.operator.dashboards.Vocabulary.AGENT_LEGEND;
import static dev.vivarium.operator.dashboards.Vocabulary.BY_AGENT;
import static dev.vivarium.operator.dashboards.Vocabulary.BY_MODEL;
import static dev.vivarium.operator.dashboards.Vocabulary.COST_TYPE;
import static dev.vivarium.operator.dashboards.Vocabulary.MODELS;
import static dev.vivarium.operator.dashboards.Vocabulary.MODEL_LEGEND;
import static dev.vivarium.operator.dashboards.Vocabulary.MOST_LINES;
import static dev.vivarium.operator.dashboards.Vocabulary.NOTHING;
import static dev.vivarium.operator.dashboards.Vocabulary.legend;

import dev.vivarium.operator.dashboards.grafana.Layout;
import dev.vivarium.operator.dashboards.grafana.Panel;
import dev.vivarium.operator.dashboards.grafana.PanelBuilder;
import dev.vivarium.operator.dashboards.grafana.Thresholds;
import dev.vivarium.operator.dashboards.grafana.Unit;
import dev.vivarium.operator.dashboards.promql.Expr;
import dev.vivarium.operator.dashboards.promql.Histograms;
import dev.vivarium.operator.dashboards.promql.Window;
import dev.vivarium.operator.links.AlertPanel;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import java.time.Duration;
import java.util.List;

/** What agents cost, and what for. */
final class LlmEconomics {
    private static final Duration PROJECTION = Duration.ofDays(30);

    private LlmEconomics() {}

    static List<Panel> panels(Limits limits, Drill drill) {
        return new Layout()
                .row("Totals in the time range")
                .add(4, 5, totalCost(), costRate(), costPerTurn(), costPerCall(), projectedCost(), unpricedCalls())
                .add(4, 4, turns(), callsPerTurn(), inputTokens(), outputTokens(), outputToInput(), cacheShare())
                .row("Over time")
                .add(12, 9, costRateByModel(), costRateByAgent(limits, drill))
                .add(12, 9, tokensPerMinute(), outputToInputOverTime())
                .add(12, 9, costPerCallByModel(), callsPerTurnOverTime())
                .row("Who spends, and on what")
                .add(24, 11, byAgent(drill))
                .add(16, 9, byModel())
                .add(8, 9, byCostType())
                .panels();
    }

    private static PanelBuilder totalCost() {
        return PanelBuilder.stat(
                        "Total cost",
                        Unit.USD,
                        "Cost of all model calls in the time range, by the price table of the stack. Restarts of pods do not lower it. Models without a"
                                + " price are not in it: see Unpriced calls.")
                .query(cost(NOTHING).text(), "Cost");
    }

    private static PanelBuilder costRate() {
        return PanelBuilder.stat("Cost rate", Unit.USD, "What is being spent now, in US dollars an hour.")
                .withCourse()
                .query(costPerHour(NOTHING).text(), "Cost per hour");
    }

    private static PanelBuilder costPerTurn() {
        return PanelBuilder.stat(
                        "Cost per turn",
                        Unit.USD,
                        "All cost in the time range, that of sub-agents included, divided by the turns that users or schedules started. Where only"
                                + " sub-agents are chosen, by the turns that were delegated to them.")
                .query(cost(NOTHING).dividedBy(Measures.startedTurns()).text(), "Cost per turn");
    }

    private static PanelBuilder costPerCall() {
        return PanelBuilder.stat(
                        "Cost per request",
                        Unit.USD,
                        "Mean cost of one call of a model. A turn makes as many calls as its tool loop has rounds.")
                .query(cost(NOTHING).dividedBy(calls(NOTHING)).text(), "Cost per request");
    }

    private static PanelBuilder projectedCost() {
        return PanelBuilder.stat(
                        "Cost of 30 days at this pace",
                        Unit.USD,
                        "What 30 days would cost if they went as the time range did. Choose a range that holds quiet and busy hours alike.")
                .query(cost(NOTHING).ifRangeWere(PROJECTION).text(), "Cost of 30 days");
    }

    private static PanelBuilder unpricedCalls() {
        return PanelBuilder.stat(
                        "Unpriced calls",
                        Unit.WHOLE,
                        "Calls in the time range of models that the price table does not know. While there are any, every cost here is too low: add the"
                                + " model to the pricing of the ObservabilityStack.")
                .thresholds(Thresholds.bad(1))
                .query(
                        Measures.total(Catalog.UNPRICED_CALLS, MODELS, NOTHING)
                                .orZero()
                                .text(),
                        "Calls");
    }

    private static PanelBuilder turns() {
        return PanelBuilder.stat(
                        "Turns",
                        Unit.WHOLE,
                        "Turns that users or schedules started and that ended in the time range, with a reply or an error. Turns that were delegated to"
                                + " sub-agents are not counted again, unless only sub-agents are chosen.")
                .query(Measures.startedTurns().text(), "Turns");
    }

    private static PanelBuilder callsPerTurn() {
        return PanelBuilder.stat(
                        "LLM calls per turn",
                        Unit.NUMBER,
                        "Mean number of model calls in one turn, delegated turns counted as turns of their own.")
                .decimals(2)
                .query(
                        Histograms.mean(Catalog.CALLS_PER_TURN, AGENTS, NOTHING, Window.RANGE)
                                .text(),
                        "Calls per turn");
    }

    private static PanelBuilder inputTokens() {
        return PanelBuilder.stat(
                        "Input tokens",
                        Unit.COUNT,
                        "Tokens sent to models in the time range, those that the provider read from its cache included.")
                .query(tokens(Catalog.INPUT_TOKENS, NOTHING).text(), "Input tokens");
    }

    private static PanelBuilder outputTokens() {
        return PanelBuilder.stat(
                        "Output tokens", Unit.COUNT, "Tokens that models wrote in the time range, reasoning included.")
                .query(tokens(Catalog.OUTPUT_TOKENS, NOTHING).text(), "Output tokens");
    }

    private static PanelBuilder outputToInput() {
        return PanelBuilder.stat(
                        "Output to input",
                        Unit.NUMBER,
                        "Output tokens for each input token. It falls when contexts grow while answers stay as they are.")
                .decimals(3)
                .query(
                        tokens(Catalog.OUTPUT_TOKENS, NOTHING)
                                .dividedBy(tokens(Catalog.INPUT_TOKENS, NOTHING))
                                .text(),
                        "Output to input");
    }

    private static PanelBuilder cacheShare() {
        return PanelBuilder.stat(
                        "Input read from cache",
                        Unit.RATIO,
                        "Share of the input tokens that the provider read from its cache, which most charge at a fraction of the price.")
                .query(
                        tokens(Catalog.CACHE_READ_TOKENS, NOTHING)
                                .dividedBy(tokens(Catalog.INPUT_TOKENS, NOTHING))
                                .text(),
                        "Read from cache");
    }

    private static PanelBuilder costRateByModel() {
        return PanelBuilder.timeSeries("Cost rate by model", Unit.USD, "What each model costs, in US dollars an hour.")
                .axis("USD per hour")
                .stacked()
                .query(
                        costPerHour(BY_MODEL)
                                .top(MOST_LINES, BY_MODEL, costInRangeAtEnd(BY_MODEL))
                                .text(),
                        MODEL_LEGEND);
    }

    private static PanelBuilder costRateByAgent(Limits limits, Drill drill) {
        return PanelBuilder.timeSeries(
                        "Cost rate by agent",
                        Unit.USD,
                        "What each agent itself spends, in US dollars an hour; the ten that spent the most in the time range. The dashed line is the"
                                + " stack's limit for one agent; an agent's own limit is on its dashboard.")
                .axis("USD per hour")
                .limit(limits.of(AlertPanel.COST_PER_HOUR))
                .valueLink(drill.fromSeries())
                .query(
                        costPerHour(BY_AGENT)
                                .top(MOST_LINES, BY_AGENT, costInRangeAtEnd(BY_AGENT))
                                .text(),
                        AGENT_LEGEND);
    }

    private static PanelBuilder tokensPerMinute() {
        return PanelBuilder.timeSeries(
                        "Tokens per minute", Unit.COUNT, "Tokens sent to models, and tokens that they wrote.")
                .axis("tokens per minute")
                .query(Measures.perMinute(Catalog.INPUT_TOKENS, MODELS, NOTHING).text(), "Input")
                .query(
                        Measures.perMinute(Catalog.OUTPUT_TOKENS, MODELS, NOTHING)
                                .text(),
                        "Output");
    }

    private static PanelBuilder outputToInputOverTime() {
        return PanelBuilder.timeSeries(
                        "Output to input over time",
                        Unit.NUMBER,
                        "Output tokens for each input token, of all models and of each.")
                .axis("output per input token")
                .query(outputRatio(NOTHING).text(), "All")
                .query(
                        outputRatio(BY_MODEL)
                                .top(MOST_LINES, BY_MODEL, Measures.totalAtEnd(Catalog.OUTPUT_TOKENS, MODELS, BY_MODEL))
                                .text(),
                        MODEL_LEGEND);
    }

    private static PanelBuilder costPerCallByModel() {
        return PanelBuilder.timeSeries(
                        "Cost per request by model",
                        Unit.USD,
                        "Mean cost of one call of each model. It grows with the context, also when the price stays as it is.")
                .axis("USD per call")
                .query(
                        Expr.rate(Catalog.COST_USD.prometheusName(), MODELS, Window.RATE)
                                .sumBy(BY_MODEL)
                                .dividedBy(Histograms.observations(
                                        Catalog.INFERENCE_DURATION, MODELS, BY_MODEL, Window.RATE))
                                .top(MOST_LINES, BY_MODEL, costInRangeAtEnd(BY_MODEL))
                                .text(),
                        MODEL_LEGEND);
    }

    private static PanelBuilder callsPerTurnOverTime() {
        return PanelBuilder.timeSeries(
                        "LLM calls per turn over time",
                        Unit.NUMBER,
                        "Mean number of model calls in one turn, and its 95th percentile. A tool loop that does not end shows here first.")
                .axis("calls per turn")
                .query(
                        Histograms.mean(Catalog.CALLS_PER_TURN, AGENTS, NOTHING, Window.RATE)
                                .text(),
                        "Mean")
                .query(
                        Histograms.quantile(0.95, Catalog.CALLS_PER_TURN, AGENTS, NOTHING, Window.RATE)
                                .text(),
                        "p95");
    }

    private static PanelBuilder byAgent(Drill drill) {
        var turns = Measures.total(Catalog.TURNS, AGENTS, BY_AGENT);
        return drill.agentColumns(
                        PanelBuilder.table(
                                "By agent",
                                Unit.COUNT,
                                "What each agent itself spent in the time range. Turns of a sub-agent are those that were delegated to it."))
                .valueColumn("Cost", Unit.USD, cost(BY_AGENT).text())
                .valueColumn("Turns", Unit.WHOLE, turns.text())
                .valueColumn(
                        "Cost per turn",
                        Unit.USD,
                        cost(BY_AGENT).dividedBy(turns).text())
                .valueColumn("LLM calls", Unit.WHOLE, calls(BY_AGENT).text())
                .valueColumn(
                        "Input tokens",
                        Unit.COUNT,
                        tokens(Catalog.INPUT_TOKENS, BY_AGENT).text())
                .valueColumn(
                        "Output tokens",
                        Unit.COUNT,
                        tokens(Catalog.OUTPUT_TOKENS, BY_AGENT).text())
                .sortedBy("Cost");
    }

    private static PanelBuilder byModel() {
        return PanelBuilder.table(
                        "By model",
                        Unit.COUNT,
                        "What each model was used for and cost in the time range. A model with unpriced calls costs more than is shown.")
                .labelColumn(Vocabulary.PROVIDER, "Provider")
                .labelColumn(Vocabulary.MODEL, "Model")
                .valueColumn("Cost", Unit.USD, cost(BY_MODEL).text())
                .valueColumn("LLM calls", Unit.WHOLE, calls(BY_MODEL).text())
                .valueColumn(
                        "Input tokens",
                        Unit.COUNT,
                        tokens(Catalog.INPUT_TOKENS, BY_MODEL).text())
                .valueColumn(
                        "Output tokens",
                        Unit.COUNT,
                        tokens(Catalog.OUTPUT_TOKENS, BY_MODEL).text())
                .valueColumn(
                        "Unpriced calls",
                        Unit.WHOLE,
                        Measures.total(Catalog.UNPRICED_CALLS, MODELS, BY_MODEL).text())
                .sortedBy("Cost");
    }

    private static PanelBuilder byCostType() {
        return PanelBuilder.barGauge(
                        "Cost by what was paid for",
                        Unit.USD,
                        "Cost in the time range by input, output, and what was read from and written to the provider's cache.")
                .query(cost(List.of(COST_TYPE)).text(), legend(COST_TYPE));
    }

    private static Expr cost(List<String> by) {
        return Measures.total(Catalog.COST_USD, MODELS, by);
    }

    private static Expr costInRangeAtEnd(List<String> by) {
        return Measures.totalAtEnd(Catalog.COST_USD, MODELS, by);
    }

    private static Expr costPerHour(List<String> by) {
        return Measures.costPerHour(MODELS, by);
    }

    private static Expr calls(List<String> by) {
        return Measures.observed(Catalog.INFERENCE_DURATION, MODELS, by);
    }

    private static Expr tokens(Metric counter, List<String> by) {
        return Measures.total(counter, MODELS, by);
    }

    private static Expr outputRatio(List<String> by) {
        return Expr.rate(Catalog.OUTPUT_TOKENS.prometheusName(), MODELS, Window.RATE)
                .sumBy(by)
                .dividedBy(Expr.rate(Catalog.INPUT_TOKENS.prometheusName(), MODELS, Window.RATE)
                        .sumBy(by));
    }
}
