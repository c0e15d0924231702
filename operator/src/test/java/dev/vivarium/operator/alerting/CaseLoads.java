package dev.vivarium.operator.alerting;

import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an agent has to do for its value to be a given share of the limit: the traffic of the tests that are generated. */
final class CaseLoads {
    /** Seconds between two samples. */
    static final int STEP = 15;

    /** Labels of calls of the model that all tests use. */
    static final Map<String, String> MODEL =
            Map.of(Attribute.PROVIDER_NAME.label(), "openai", Attribute.REQUEST_MODEL.label(), "gpt");

    private static final String TIMEOUT = "timeout";
    private static final int EVENTS = 100;

    /** Bounds of the buckets around a limit, as shares of it. */
    private static final double BELOW = 0.5;

    private static final double ABOVE = 1.5;

    /** Of a hundred observations, those below the percentile. */
    private static final double PERCENTILE = 95;

    private CaseLoads() {}

    /** A counter, and by how much it grows from one sample to the next. */
    record Flow(String series, Map<String, String> labels, double growth) {}

    /** What is counted while the value is a share of the limit, from more than 0.5 to less than 1.5 of it; the series are always the same. */
    @FunctionalInterface
    interface Load {
        List<Flow> at(double share);
    }

    /**
     * The traffic of an alert; empty for alerts whose tests are written by hand.
     *
     * @param limit in the alert's unit, durations in seconds
     */
    static Optional<Load> of(AlertDefinition definition, double limit) {
        return Optional.ofNullable(
                switch (definition) {
                    case COST ->
                        share -> List.of(
                                counter(Catalog.COST_USD.prometheusName(), MODEL, limit / 3600 * STEP * share * 0.75),
                                counter(Catalog.COST_USD.prometheusName(), Map.of(), limit / 3600 * STEP * share / 4));
                    case TOKENS ->
                        share -> List.of(
                                counter(Catalog.INPUT_TOKENS.prometheusName(), MODEL, limit / 60 * STEP * share * 0.75),
                                counter(Catalog.OUTPUT_TOKENS.prometheusName(), MODEL, limit / 60 * STEP * share / 4));
                    case LLM_LATENCY -> durations(Catalog.INFERENCE_DURATION, limit);
                    case TURN_DURATION -> durations(Catalog.TURN_DURATION, limit);
                    case DISPATCH_LATENCY -> durations(Catalog.DISPATCH_DURATION, limit);
                    case MCP_LATENCY -> durations(Catalog.MCP_CLIENT_DURATION, limit);
                    case LLM_ERRORS -> failures(Catalog.INFERENCE_DURATION, limit);
                    case TOOL_ERRORS -> failures(Catalog.TOOL_DURATION, limit);
                    case MCP_ERRORS -> failures(Catalog.MCP_CLIENT_DURATION, limit);
                    case CALLS_PER_TURN ->
                        share -> List.of(
                                counter(Catalog.CALLS_PER_TURN.sum(), Map.of(), EVENTS * limit * share),
                                counter(Catalog.CALLS_PER_TURN.count(), Map.of(), EVENTS));
                    // It has no limit: any call is too many.
                    case UNPRICED_MODEL ->
                        share -> List.of(
                                counter(Catalog.UNPRICED_CALLS.prometheusName(), MODEL, share > 1 ? 1 : 0),
                                counter(Catalog.INFERENCE_DURATION.count(), MODEL, 1));
                    default -> null;
                });
    }

    /** A histogram whose 95th percentile lies between two bounds, so that it is read off by interpolation. */
    private static Load durations(Metric histogram, double limit) {
        return share -> {
            var within = (share - BELOW) / (ABOVE - BELOW);
            var fast = (PERCENTILE - EVENTS * within) / (1 - within);
            return List.of(
                    counter(histogram.bucket(), Map.of("le", CaseValues.number(limit * BELOW)), fast),
                    counter(histogram.bucket(), Map.of("le", CaseValues.number(limit * ABOVE)), EVENTS),
                    counter(histogram.bucket(), Map.of("le", "+Inf"), EVENTS));
        };
    }

    private static Load failures(Metric histogram, double limit) {
        return share -> List.of(
                counter(histogram.count(), Map.of(), EVENTS * (1 - limit * share)),
                counter(histogram.count(), Map.of(Attribute.ERROR_TYPE.label(), TIMEOUT), EVENTS * limit * share));
    }

    private static Flow counter(String series, Map<String, String> labels, double growth) {
        return new Flow(series, labels, growth);
    }
}
