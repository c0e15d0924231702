package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.api.v1alpha1.TelemetrySignal;
import dev.vivarium.telemetry.ResourceLabel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Configuration of the collector: OTLP in, metrics out to Prometheus, everything out to the further back ends.
 *
 * <p>Counts stay exact when the collector restarts, since agents send cumulative sums: what Prometheus scrapes after the restart is the whole sum again,
 * and the gap between is bridged by explicit timestamps (see {@link #EXPIRY}).
 */
final class CollectorConfig {
    static final int OTLP_HTTP_PORT = 4318;
    static final int OTLP_GRPC_PORT = 4317;
    static final int METRICS_PORT = 8889;
    static final int OWN_METRICS_PORT = 8888;
    static final int HEALTH_PORT = 13133;
    static final String STORAGE_DIRECTORY = "/var/lib/otelcol";

    /**
     * How long the last value of a pod that ended is still offered to Prometheus. Its sample keeps its own time: Prometheus stores it once and shows the
     * series for its lookback of five minutes and no longer, however often it is offered. So this only has to outlast a time in which Prometheus cannot
     * scrape, and to stay below the hour that Prometheus takes samples back to.
     */
    static final Duration EXPIRY = Duration.ofMinutes(30);

    private static final String NOWHERE = "nop";

    private final BackEndConfig backEnds;
    private final ConfigYaml yaml = new ConfigYaml();

    CollectorConfig(BackEndConfig backEnds) {
        this.backEnds = backEnds;
    }

    String render() {
        return yaml.write(map(
                "extensions", extensions(),
                "receivers", receivers(),
                "processors", processors(),
                "exporters", exporters(),
                "service", service()));
    }

    private Map<String, Object> extensions() {
        return map(
                "health_check",
                map("endpoint", "0.0.0.0:" + HEALTH_PORT),
                "file_storage",
                map(
                        "directory",
                        STORAGE_DIRECTORY,
                        "fsync",
                        true,
                        // A file that a crash of the node damaged must not keep the collector from starting.
                        "recreate",
                        true,
                        "compaction",
                        map(
                                "directory",
                                STORAGE_DIRECTORY,
                                "on_start",
                                true,
                                "on_rebound",
                                true,
                                "cleanup_on_start",
                                true)));
    }

    private static Map<String, Object> receivers() {
        return map(
                "otlp",
                map(
                        "protocols",
                        map(
                                "grpc",
                                map("endpoint", "0.0.0.0:" + OTLP_GRPC_PORT),
                                "http",
                                map("endpoint", "0.0.0.0:" + OTLP_HTTP_PORT))));
    }

    private Map<String, Object> processors() {
        var processors = map(
                "memory_limiter",
                map("check_interval", "1s", "limit_percentage", 80, "spike_limit_percentage", 20),
                "transform/canonical",
                map(
                        "error_mode",
                        "ignore",
                        "metric_statements",
                        List.of("keep_keys(resource.attributes, [" + canonicalAttributes() + "])")),
                "deltatocumulative",
                map("max_stale", GoDuration.format(EXPIRY)));
        processors.putAll(Vocabularies.processors());
        return processors;
    }

    /** Those that become labels of every series, and the one that tells pods apart. */
    private static String canonicalAttributes() {
        return Stream.concat(
                        Stream.of(ResourceLabel.values()).map(ResourceLabel::resourceAttribute),
                        Stream.of("service.instance.id"))
                .sorted()
                .map(attribute -> '"' + attribute + '"')
                .collect(Collectors.joining(", "));
    }

    private Map<String, Object> exporters() {
        var exporters = map(
                "prometheus",
                map(
                        "endpoint",
                        "0.0.0.0:" + METRICS_PORT,
                        "metric_expiration",
                        GoDuration.format(EXPIRY),
                        "send_timestamps",
                        true,
                        "without_scope_info",
                        true,
                        "resource_to_telemetry_conversion",
                        map("enabled", true)));
        exporters.putAll(backEnds.render());
        if (Stream.of(TelemetrySignal.TRACES, TelemetrySignal.LOGS)
                .anyMatch(signal -> backEnds.of(signal).isEmpty())) {
            exporters.put(NOWHERE, map());
        }
        return exporters;
    }

    private Map<String, Object> service() {
        var limited = List.of("memory_limiter");
        var pipelines = map(
                "metrics",
                pipeline(
                        List.of(
                                "memory_limiter",
                                Vocabularies.COPIES,
                                Vocabularies.SELECTION,
                                Vocabularies.NAMES,
                                "transform/canonical",
                                "deltatocumulative"),
                        List.of("prometheus")));
        var metrics = backEnds.of(TelemetrySignal.METRICS);
        if (!metrics.isEmpty()) {
            pipelines.put("metrics/export", pipeline(limited, metrics));
        }
        pipelines.put("traces", pipeline(limited, orNowhere(TelemetrySignal.TRACES)));
        pipelines.put("logs", pipeline(limited, orNowhere(TelemetrySignal.LOGS)));
        return map(
                "extensions",
                new ArrayList<>(List.of("health_check", "file_storage")),
                "telemetry",
                map(
                        "metrics",
                        map(
                                "readers",
                                List.of(map(
                                        "pull",
                                        map(
                                                "exporter",
                                                map(
                                                        "prometheus",
                                                        map("host", "0.0.0.0", "port", OWN_METRICS_PORT))))))),
                "pipelines",
                pipelines);
    }

    /** Agents send spans and logs in any case; without a receiver for them they would report errors. */
    private List<String> orNowhere(TelemetrySignal signal) {
        var targets = backEnds.of(signal);
        return targets.isEmpty() ? List.of(NOWHERE) : targets;
    }

    private static Map<String, Object> pipeline(List<String> processors, List<String> exporters) {
        return map("receivers", List.of("otlp"), "processors", processors, "exporters", exporters);
    }
}
