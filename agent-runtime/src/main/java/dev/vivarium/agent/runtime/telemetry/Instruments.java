package dev.vivarium.agent.runtime.telemetry;

import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.LegacyCatalog;
import dev.vivarium.telemetry.Metric;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.LongUpDownCounter;
import io.opentelemetry.api.metrics.Meter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * The instruments of the catalogue's metrics that the runtime emits, one accessor each. Name, unit, description and buckets come from {@link Catalog} and are
 * written nowhere else. Durations are recorded in seconds, money in US dollars.
 */
@Singleton
public class Instruments {
    /** Name of the instrumentation scope. */
    public static final String SCOPE = "dev.vivarium.agent.runtime";

    private final DoubleHistogram inferenceDuration;
    private final DoubleHistogram timeToFirstChunk;
    private final LongCounter inputTokens;
    private final LongCounter outputTokens;
    private final LongCounter cacheReadTokens;
    private final LongCounter cacheWriteTokens;
    private final LongCounter reasoningTokens;
    private final DoubleHistogram turnDuration;
    private final DoubleHistogram callsPerTurn;
    private final DoubleHistogram toolsPerTurn;
    private final DoubleHistogram toolDuration;
    private final DoubleHistogram mcpClientDuration;
    private final LongCounter sentMessages;
    private final LongCounter consumedMessages;
    private final DoubleHistogram messagingDuration;
    private final DoubleHistogram processDuration;
    private final DoubleCounter costUsd;
    private final LongCounter unpricedCalls;
    private final DoubleHistogram modelQueueDuration;
    private final LongCounter refusedCalls;
    private final LongCounter turns;
    private final DoubleHistogram contextTokens;
    private final LongUpDownCounter activeMessages;
    private final DoubleHistogram dispatchDuration;
    private final LongUpDownCounter subAgentActive;
    private final DoubleHistogram subAgentDuration;
    private final LongCounter subAgentFailures;
    private final DoubleHistogram legacyOperationDuration;
    private final DoubleHistogram legacyTokenUsage;

    /** Instruments that start at 0. */
    public Instruments(OpenTelemetry openTelemetry) {
        this(openTelemetry, TotalsJournal.none());
    }

    /** @param journal from which the counters go on, and to which they are written */
    @Inject
    public Instruments(OpenTelemetry openTelemetry, TotalsJournal journal) {
        var meter = openTelemetry.getMeter(SCOPE);
        var counters = new DurableCounters(meter, journal);
        inferenceDuration = histogram(meter, Catalog.INFERENCE_DURATION);
        timeToFirstChunk = histogram(meter, Catalog.TIME_TO_FIRST_CHUNK);
        inputTokens = counters.whole(Catalog.INPUT_TOKENS);
        outputTokens = counters.whole(Catalog.OUTPUT_TOKENS);
        cacheReadTokens = counters.whole(Catalog.CACHE_READ_TOKENS);
        cacheWriteTokens = counters.whole(Catalog.CACHE_WRITE_TOKENS);
        reasoningTokens = counters.whole(Catalog.REASONING_TOKENS);
        turnDuration = histogram(meter, Catalog.TURN_DURATION);
        callsPerTurn = histogram(meter, Catalog.CALLS_PER_TURN);
        toolsPerTurn = histogram(meter, Catalog.TOOLS_PER_TURN);
        toolDuration = histogram(meter, Catalog.TOOL_DURATION);
        mcpClientDuration = histogram(meter, Catalog.MCP_CLIENT_DURATION);
        sentMessages = counters.whole(Catalog.SENT_MESSAGES);
        consumedMessages = counters.whole(Catalog.CONSUMED_MESSAGES);
        messagingDuration = histogram(meter, Catalog.MESSAGING_DURATION);
        processDuration = histogram(meter, Catalog.PROCESS_DURATION);
        costUsd = counters.decimal(Catalog.COST_USD);
        unpricedCalls = counters.whole(Catalog.UNPRICED_CALLS);
        modelQueueDuration = histogram(meter, Catalog.MODEL_QUEUE_DURATION);
        refusedCalls = counters.whole(Catalog.REFUSED_CALLS);
        turns = counters.whole(Catalog.TURNS);
        contextTokens = histogram(meter, Catalog.CONTEXT_TOKENS_USED);
        activeMessages = upDownCounter(meter, Catalog.ACTIVE_MESSAGES);
        dispatchDuration = histogram(meter, Catalog.DISPATCH_DURATION);
        subAgentActive = upDownCounter(meter, Catalog.SUBAGENT_ACTIVE);
        subAgentDuration = histogram(meter, Catalog.SUBAGENT_DURATION);
        subAgentFailures = counters.whole(Catalog.SUBAGENT_FAILURES);
        legacyOperationDuration = histogram(meter, LegacyCatalog.OPERATION_DURATION);
        // The conventions of 1.36 count tokens by the sum of a histogram.
        legacyTokenUsage = counters.histogram(LegacyCatalog.TOKEN_USAGE, histogram(meter, LegacyCatalog.TOKEN_USAGE));
    }

    public DoubleHistogram inferenceDuration() {
        return inferenceDuration;
    }

    public DoubleHistogram timeToFirstChunk() {
        return timeToFirstChunk;
    }

    public LongCounter inputTokens() {
        return inputTokens;
    }

    public LongCounter outputTokens() {
        return outputTokens;
    }

    public LongCounter cacheReadTokens() {
        return cacheReadTokens;
    }

    public LongCounter cacheWriteTokens() {
        return cacheWriteTokens;
    }

    public LongCounter reasoningTokens() {
        return reasoningTokens;
    }

    public DoubleHistogram turnDuration() {
        return turnDuration;
    }

    public DoubleHistogram callsPerTurn() {
        return callsPerTurn;
    }

    public DoubleHistogram toolsPerTurn() {
        return toolsPerTurn;
    }

    public DoubleHistogram toolDuration() {
        return toolDuration;
    }

    public DoubleHistogram mcpClientDuration() {
        return mcpClientDuration;
    }

    public LongCounter sentMessages() {
        return sentMessages;
    }

    public LongCounter consumedMessages() {
        return consumedMessages;
    }

    public DoubleHistogram messagingDuration() {
        return messagingDuration;
    }

    public DoubleHistogram processDuration() {
        return processDuration;
    }

    public DoubleCounter costUsd() {
        return costUsd;
    }

    public LongCounter unpricedCalls() {
        return unpricedCalls;
    }

    public DoubleHistogram modelQueueDuration() {
        return modelQueueDuration;
    }

    public LongCounter refusedCalls() {
        return refusedCalls;
    }

    public LongCounter turns() {
        return turns;
    }

    public DoubleHistogram contextTokens() {
        return contextTokens;
    }

    public LongUpDownCounter activeMessages() {
        return activeMessages;
    }

    public DoubleHistogram dispatchDuration() {
        return dispatchDuration;
    }

    public LongUpDownCounter subAgentActive() {
        return subAgentActive;
    }

    public DoubleHistogram subAgentDuration() {
        return subAgentDuration;
    }

    public LongCounter subAgentFailures() {
        return subAgentFailures;
    }

    /** Of version 1.36 of the conventions. */
    public DoubleHistogram legacyOperationDuration() {
        return legacyOperationDuration;
    }

    /** Of version 1.36 of the conventions. */
    public DoubleHistogram legacyTokenUsage() {
        return legacyTokenUsage;
    }

    private static DoubleHistogram histogram(Meter meter, Metric metric) {
        return meter.histogramBuilder(metric.name())
                .setUnit(metric.unit())
                .setDescription(metric.description())
                .setExplicitBucketBoundariesAdvice(metric.boundaries())
                .build();
    }

    private static LongUpDownCounter upDownCounter(Meter meter, Metric metric) {
        return meter.upDownCounterBuilder(metric.name())
                .setUnit(metric.unit())
                .setDescription(metric.description())
                .build();
    }
}
