package dev.vivarium.telemetry;

import static dev.vivarium.telemetry.Attribute.ERROR_TYPE;
import static dev.vivarium.telemetry.Attribute.OPERATION_NAME;
import static dev.vivarium.telemetry.Attribute.REQUEST_MODEL;
import static dev.vivarium.telemetry.Attribute.RESPONSE_MODEL;
import static dev.vivarium.telemetry.Attribute.SYSTEM;
import static dev.vivarium.telemetry.Attribute.TOKEN_TYPE;

import java.util.List;

/**
 * Metrics of version 1.36 of the OpenTelemetry semantic conventions, for back ends that know no newer ones. An agent with {@code telemetry.semconv: legacy} sends
 * them in place of those of the catalogue that took their place; what 1.36 has no metric for keeps its name. Rules and dashboards never use them.
 */
public final class LegacyCatalog {
    /** The resource attribute that says by which conventions an agent sends, when not by the newest. */
    public static final String RESOURCE_ATTRIBUTE = "vivarium.semconv";

    /** Value of {@link #RESOURCE_ATTRIBUTE} of an agent that sends nothing by the newest. */
    public static final String LEGACY = "legacy";

    private static final List<Double> TOKENS = List.of(
            1e0,
            4e0,
            16e0,
            64e0,
            256e0,
            1024e0,
            4096e0,
            16384e0,
            65536e0,
            262144e0,
            1048576e0,
            4194304e0,
            16777216e0,
            67108864e0);

    /** With the buckets of {@link Catalog#INFERENCE_DURATION}, so that one can be taken for the other. */
    public static final Metric OPERATION_DURATION = new Metric(
            "gen_ai.client.operation.duration",
            Instrument.HISTOGRAM,
            "s",
            Catalog.INFERENCE_DURATION.boundaries(),
            List.of(OPERATION_NAME, SYSTEM, REQUEST_MODEL, RESPONSE_MODEL, ERROR_TYPE),
            Source.RUNTIME,
            "Duration of one call of a model.");

    public static final Metric TOKEN_USAGE = new Metric(
            "gen_ai.client.token.usage",
            Instrument.HISTOGRAM,
            "{token}",
            TOKENS,
            List.of(OPERATION_NAME, SYSTEM, REQUEST_MODEL, RESPONSE_MODEL, TOKEN_TYPE),
            Source.RUNTIME,
            "Input or output tokens of one call of a model.");

    private LegacyCatalog() {}

    public static List<Metric> all() {
        return List.of(OPERATION_DURATION, TOKEN_USAGE);
    }

    /** Metrics of the catalogue in whose place an agent sends the legacy ones. */
    public static List<Metric> replaced() {
        return List.of(Catalog.INFERENCE_DURATION, Catalog.INPUT_TOKENS, Catalog.OUTPUT_TOKENS);
    }
}
