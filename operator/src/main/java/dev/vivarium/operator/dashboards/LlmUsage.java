package dev.vivarium.operator.dashboards;

import static dev.vivarium.operator.dashboards.Vocabulary.AGENTS;
import static dev.vivarium.operator.dashboards.Vocabulary.AGENT_LEGEND;
import static dev.vivarium.operator.dashboards.Vocabulary.BY_AGENT;
import static dev.vivarium.operator.dashboards.Vocabulary.BY_MODEL;
import static dev.vivarium.operator.dashboards.Vocabulary.ERROR_TYPE;
import static dev.vivarium.operator.dashboards.Vocabulary.MODEL;
import static dev.vivarium.operator.dashboards.Vocabulary.MODELS;
import static dev.vivarium.operator.dashboards.Vocabulary.MODEL_LEGEND;
import static dev.vivarium.operator.dashboards.Vocabulary.MOST_LINES;
import static dev.vivarium.operator.dashboards.Vocabulary.NOTHING;
import static dev.vivarium.operator.dashboards.Vocabulary.PROVIDER;
import static dev.vivarium.operator.dashboards.Vocabulary.legend;

import dev.vivarium.operator.dashboards.grafana.Layout;
import dev.vivarium.operator.dashboards.grafana.Panel;
import dev.vivarium.operator.dashboards.grafana.PanelBuilder;
import dev.vivarium.operator.dashboards.grafana.Unit;
import dev.vivarium.operator.dashboards.promql.Expr;
import dev.vivarium.operator.dashboards.promql.Histograms;
import dev.vivarium.operator.dashboards.promql.Window;
import dev.vivarium.operator.links.AlertPanel;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import java.util.List;

/** How agents use models: how often, how fast, how much, how well. */
final class LlmUsage {
    private LlmUsage() {}

    static List<Panel> panels(Limits limits, Drill drill) {
        return new Layout()
                .row("In the time range")
                .add(4, 5, requests(), requestRate(), latency(), errorRatio(), firstChunk(), cacheShare())
                .row("Requests")
                .add(12, 9, requestsByModel(), errorRatioByModel())
                .add(12, 9, errorsByType(), requestsByAgent(drill))
                .row("Latency")
                .add(12, 9, latencyQuantiles(), latencyByModel())
                .add(12, 9, firstChunkQuantiles(), latencyBuckets())
                .add(12, 9, waitForASlot(), refusedCalls())
                .row("Tokens")
                .add(12, 9, tokensByModel(), tokensPerRequest())
                .add(12, 9, cacheAndReasoning(), contextSize())
                .row("By agent")
                .add(12, 9, latencyByAgent(limits, drill), errorRatioByAgent(limits, drill))
                .add(24, 9, tokensByAgent(limits, drill))
                .panels();
    }

    private static PanelBuilder requests() {
        return PanelBuilder.stat(
                        "Requests",
                        Unit.WHOLE,
                        "Calls of models in the time range, failed ones included. A turn makes as many as its tool loop has rounds.")
                .query(
                        Measures.observed(Catalog.INFERENCE_DURATION, MODELS, NOTHING)
                                .text(),
                        "Requests");
    }

    private static PanelBuilder requestRate() {
        return PanelBuilder.stat("Request rate", Unit.REQUESTS_PER_MINUTE, "Calls of models a minute, now.")
                .withCourse()
                .query(
                        Measures.observationsPerMinute(Catalog.INFERENCE_DURATION, MODELS, NOTHING)
                                .text(),
                        "Requests per minute");
    }

    private static PanelBuilder latency() {
        return PanelBuilder.stat(
                        "Latency p95",
                        Unit.SECONDS,
                        "95th percentile of the duration of one call of a model in the time range.")
                .query(
                        Histograms.quantile(0.95, Catalog.INFERENCE_DURATION, MODELS, NOTHING, Window.RANGE)
                                .text(),
                        "p95");
    }

    private static PanelBuilder errorRatio() {
        return PanelBuilder.stat("Errors", Unit.RATIO, "Share of the calls in the time range that failed.")
                .query(
                        Histograms.errorRatio(Catalog.INFERENCE_DURATION, MODELS, NOTHING, Window.RANGE)
                                .text(),
                        "Errors");
    }

    private static PanelBuilder firstChunk() {
        return PanelBuilder.stat(
                        "Time to first chunk p95",
                        Unit.SECONDS,
                        "95th percentile of the time from a streamed call to the first piece of its answer, in the time range. Only streamed calls have one.")
                .query(
                        Histograms.quantile(0.95, Catalog.TIME_TO_FIRST_CHUNK, MODELS, NOTHING, Window.RANGE)
                                .text(),
                        "p95");
    }

    private static PanelBuilder cacheShare() {
        return PanelBuilder.stat(
                        "Input read from cache",
                        Unit.RATIO,
                        "Share of the input tokens in the time range that the provider read from its cache.")
                .query(
                        Measures.total(Catalog.CACHE_READ_TOKENS, MODELS, NOTHING)
                                .dividedBy(Measures.total(Catalog.INPUT_TOKENS, MODELS, NOTHING))
                                .text(),
                        "Read from cache");
    }

    private static PanelBuilder requestsByModel() {
        return PanelBuilder.timeSeries(
                        "Requests per minute by model",
                        Unit.REQUESTS_PER_MINUTE,
                        "Calls of each model a minute, failed ones included; the ten that were called the most in the time range.")
                .axis("requests per minute")
                .stacked()
                .query(
                        Measures.observationsPerMinute(Catalog.INFERENCE_DURATION, MODELS, BY_MODEL)
                                .top(MOST_LINES, BY_MODEL, mostCalled(BY_MODEL))
                                .text(),
                        MODEL_LEGEND);
    }

    private static PanelBuilder errorRatioByModel() {
        return PanelBuilder.timeSeries(
                        "Error rate by model",
                        Unit.RATIO,
                        "Share of the calls of each model that fail. Zero while calls succeed, a gap while there are none.")
                .axis("share of calls")
                .query(
                        Histograms.errorRatio(Catalog.INFERENCE_DURATION, MODELS, BY_MODEL, Window.RATE)
                                .top(MOST_LINES, BY_MODEL, mostCalled(BY_MODEL))
                                .text(),
                        MODEL_LEGEND);
    }

    private static PanelBuilder errorsByType() {
        return PanelBuilder.timeSeries(
                        "Errors per minute by type",
                        Unit.PER_MINUTE,
                        "Failed calls a minute by the class of the error: what the provider refused, broke off or did not answer in time.")
                .axis("errors per minute")
                .stacked()
                .query(
                        Histograms.failures(Catalog.INFERENCE_DURATION, MODELS, List.of(ERROR_TYPE), Window.RATE)
                                .perMinute()
                                .text(),
                        legend(ERROR_TYPE));
    }

    private static PanelBuilder requestsByAgent(Drill drill) {
        return PanelBuilder.timeSeries(
                        "Requests per minute by agent",
                        Unit.REQUESTS_PER_MINUTE,
                        "Calls of models that each agent makes in a minute; the ten that made the most in the time range.")
                .axis("requests per minute")
                .valueLink(drill.fromSeries())
                .query(
                        Measures.observationsPerMinute(Catalog.INFERENCE_DURATION, MODELS, BY_AGENT)
                                .top(MOST_LINES, BY_AGENT, mostCalled(BY_AGENT))
                                .text(),
                        AGENT_LEGEND);
    }

    private static PanelBuilder latencyQuantiles() {
        return Measures.quantiles(
                PanelBuilder.timeSeries(
                                "Latency",
                                Unit.SECONDS,
                                "Duration of one call of a model: half, 95 and 99 of a hundred calls are faster than the line.")
                        .axis("seconds"),
                Catalog.INFERENCE_DURATION,
                MODELS,
                0.5,
                0.95,
                0.99);
    }

    private static PanelBuilder latencyByModel() {
        return PanelBuilder.timeSeries(
                        "Latency p95 by model",
                        Unit.SECONDS,
                        "95th percentile of the duration of one call of each model; the ten that were called the most in the time range.")
                .axis("seconds")
                .query(
                        Histograms.quantile(0.95, Catalog.INFERENCE_DURATION, MODELS, BY_MODEL, Window.RATE)
                                .top(MOST_LINES, BY_MODEL, mostCalled(BY_MODEL))
                                .text(),
                        MODEL_LEGEND);
    }

    private static PanelBuilder firstChunkQuantiles() {
        return Measures.quantiles(
                PanelBuilder.timeSeries(
                                "Time to first chunk",
                                Unit.SECONDS,
                                "Time from a streamed call to the first piece of its answer: what a person waits before something moves.")
                        .axis("seconds"),
                Catalog.TIME_TO_FIRST_CHUNK,
                MODELS,
                0.5,
                0.95);
    }

    private static PanelBuilder latencyBuckets() {
        return PanelBuilder.heatmap(
                        "Distribution of latency",
                        Unit.SECONDS,
                        "How many calls took how long. Two bands tell of two kinds of calls, which a percentile would hide.")
                .query(Histograms.buckets(Catalog.INFERENCE_DURATION, MODELS).text(), "");
    }

    private static PanelBuilder waitForASlot() {
        return Measures.quantiles(
                PanelBuilder.timeSeries(
                                "Wait for a slot",
                                Unit.SECONDS,
                                "Time that a call of a model waited until there were fewer in flight than spec.model.maxConcurrentCalls. It comes on top of the latency.")
                        .axis("seconds"),
                Catalog.MODEL_QUEUE_DURATION,
                MODELS,
                0.5,
                0.95);
    }

    private static PanelBuilder refusedCalls() {
        return PanelBuilder.timeSeries(
                        "Calls not made per minute",
                        Unit.PER_MINUTE,
                        "Calls a minute that were not made: the endpoint failed too often of late (circuit_open), or no slot became free in time (timeout). A fallback may have answered instead.")
                .axis("calls per minute")
                .stacked()
                .query(
                        Measures.perMinute(Catalog.REFUSED_CALLS, MODELS, List.of(PROVIDER, MODEL, ERROR_TYPE))
                                .text(),
                        legend(PROVIDER, MODEL, ERROR_TYPE));
    }

    private static PanelBuilder tokensByModel() {
        return PanelBuilder.timeSeries(
                        "Tokens per minute by model",
                        Unit.COUNT,
                        "Input and output tokens of each model a minute; the ten with the most output in the time range.")
                .axis("tokens per minute")
                .stacked()
                .query(
                        Measures.tokensPerMinute(MODELS, BY_MODEL)
                                .top(MOST_LINES, BY_MODEL, Measures.totalAtEnd(Catalog.OUTPUT_TOKENS, MODELS, BY_MODEL))
                                .text(),
                        MODEL_LEGEND);
    }

    private static PanelBuilder tokensPerRequest() {
        return PanelBuilder.timeSeries(
                        "Tokens per request",
                        Unit.COUNT,
                        "Mean number of input and of output tokens of one call. The input grows with the conversation and with what tools answer.")
                .axis("tokens per call")
                .query(perRequest(Catalog.INPUT_TOKENS).text(), "Input")
                .query(perRequest(Catalog.OUTPUT_TOKENS).text(), "Output");
    }

    private static PanelBuilder cacheAndReasoning() {
        return PanelBuilder.timeSeries(
                        "Cached and reasoning tokens per minute",
                        Unit.COUNT,
                        "Input tokens read from and written to the provider's cache, and output tokens that were spent on reasoning. They are among the input and output tokens, not beside them.")
                .axis("tokens per minute")
                .query(
                        Measures.perMinute(Catalog.CACHE_READ_TOKENS, MODELS, NOTHING)
                                .text(),
                        "Cache read")
                .query(
                        Measures.perMinute(Catalog.CACHE_WRITE_TOKENS, MODELS, NOTHING)
                                .text(),
                        "Cache write")
                .query(
                        Measures.perMinute(Catalog.REASONING_TOKENS, MODELS, NOTHING)
                                .text(),
                        "Reasoning");
    }

    private static PanelBuilder contextSize() {
        return Measures.quantiles(
                PanelBuilder.timeSeries(
                                "Context size",
                                Unit.COUNT,
                                "Input tokens of one call: how full the context is. Of all models, since the metric does not tell them apart.")
                        .axis("tokens"),
                Catalog.CONTEXT_TOKENS_USED,
                AGENTS,
                0.5,
                0.95);
    }

    private static PanelBuilder latencyByAgent(Limits limits, Drill drill) {
        return PanelBuilder.timeSeries(
                        "Latency p95 by agent",
                        Unit.SECONDS,
                        "95th percentile of the duration of one call of a model, by the agent that made it; the ten that made the most calls. The dashed line is the stack's limit.")
                .axis("seconds")
                .limit(limits.of(AlertPanel.LLM_LATENCY_P95))
                .valueLink(drill.fromSeries())
                .query(
                        Histograms.quantile(0.95, Catalog.INFERENCE_DURATION, MODELS, BY_AGENT, Window.RATE)
                                .top(MOST_LINES, BY_AGENT, mostCalled(BY_AGENT))
                                .text(),
                        AGENT_LEGEND);
    }

    private static PanelBuilder errorRatioByAgent(Limits limits, Drill drill) {
        return PanelBuilder.timeSeries(
                        "Error rate by agent",
                        Unit.RATIO,
                        "Share of the model calls of each agent that fail; the ten that made the most calls. The dashed line is the stack's limit.")
                .axis("share of calls")
                .limit(limits.of(AlertPanel.LLM_ERROR_RATE))
                .valueLink(drill.fromSeries())
                .query(
                        Histograms.errorRatio(Catalog.INFERENCE_DURATION, MODELS, BY_AGENT, Window.RATE)
                                .top(MOST_LINES, BY_AGENT, mostCalled(BY_AGENT))
                                .text(),
                        AGENT_LEGEND);
    }

    private static PanelBuilder tokensByAgent(Limits limits, Drill drill) {
        return PanelBuilder.timeSeries(
                        "Tokens per minute by agent",
                        Unit.COUNT,
                        "Input and output tokens of each agent a minute; the ten with the most output in the time range. The dashed line is the stack's limit.")
                .axis("tokens per minute")
                .limit(limits.of(AlertPanel.TOKENS_PER_MINUTE))
                .valueLink(drill.fromSeries())
                .query(
                        Measures.tokensPerMinute(MODELS, BY_AGENT)
                                .top(MOST_LINES, BY_AGENT, Measures.totalAtEnd(Catalog.OUTPUT_TOKENS, MODELS, BY_AGENT))
                                .text(),
                        AGENT_LEGEND);
    }

    private static Expr perRequest(Metric counter) {
        return Expr.rate(counter.prometheusName(), MODELS, Window.RATE)
                .sum()
                .dividedBy(Histograms.observations(Catalog.INFERENCE_DURATION, MODELS, NOTHING, Window.RATE));
    }

    private static Expr mostCalled(List<String> by) {
        return Measures.observedAtEnd(Catalog.INFERENCE_DURATION, MODELS, by);
    }
}
