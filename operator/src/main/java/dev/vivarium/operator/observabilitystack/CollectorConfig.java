package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.api.v1alpha1.CollectorSpec;
import dev.vivarium.api.v1alpha1.OtlpExporterSpec;
import dev.vivarium.telemetry.ResourceLabel;
import io.fabric8.kubernetes.api.model.Quantity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

    /** Share of the volume that all queues together may fill: the files of the store hold free pages besides. */
    private static final double QUEUE_SHARE = 0.5;

    private static final String NOWHERE = "nop";
    private static final int SIGNALS = 3;
    private static final long SMALLEST_QUEUE_BYTES = 1 << 20;

    private final CollectorSpec spec;
    private final ConfigYaml yaml = new ConfigYaml();

    CollectorConfig(CollectorSpec spec) {
        this.spec = spec;
    }

    String render() {
        return yaml.write(map(
                "extensions", extensions(),
                "receivers", receivers(),
                "processors", processors(),
                "exporters", exporters(),
                "service", service()));
    }

    /** Name of the environment variable that holds the value of a header. */
    static String headerVariable(int exporter, int header) {
        return "OTLP_HEADER_" + exporter + "_" + header;
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
        for (var i = 0; i < spec.exporters().size(); i++) {
            exporters.put(
                    id(spec.exporters().get(i)), exporter(i, spec.exporters().get(i)));
        }
        if (spec.exporters().isEmpty()) {
            exporters.put(NOWHERE, map());
        }
        return exporters;
    }

    private Map<String, Object> exporter(int index, OtlpExporterSpec exporter) {
        var settings = map("endpoint", literal(exporter.endpoint()));
        var headers = new LinkedHashMap<String, Object>();
        for (var i = 0; i < exporter.headersFrom().size(); i++) {
            headers.put(exporter.headersFrom().get(i).name(), "${env:" + headerVariable(index, i) + "}");
        }
        if (!headers.isEmpty()) {
            settings.put("headers", headers);
        }
        settings.put(
                "retry_on_failure",
                // Until it succeeds: what bounds the wait is the size of the queue.
                map("enabled", true, "max_elapsed_time", "0s"));
        settings.put(
                "sending_queue",
                map(
                        "enabled",
                        true,
                        "storage",
                        "file_storage",
                        "sizer",
                        "bytes",
                        "queue_size",
                        queueBytes(),
                        // A full queue of one back end must not hold up the others, nor the agents.
                        "block_on_overflow",
                        false,
                        "batch",
                        map("sizer", "items", "flush_timeout", "1s", "min_size", 1024, "max_size", 8192)));
        return settings;
    }

    /** Every exporter has a queue for each signal. */
    private long queueBytes() {
        var volume = Quantity.getAmountInBytes(spec.storage().size()).doubleValue();
        var queues = Math.max(1, spec.exporters().size() * SIGNALS);
        return Math.max(SMALLEST_QUEUE_BYTES, (long) (volume * QUEUE_SHARE / queues));
    }

    private Map<String, Object> service() {
        var backEnds = spec.exporters().stream().map(CollectorConfig::id).toList();
        var discarding = backEnds.isEmpty();
        var limited = List.of("memory_limiter");
        // Agents send spans and logs in any case; without a receiver for them they would report errors.
        var targets = discarding ? List.of(NOWHERE) : backEnds;
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
        if (!discarding) {
            pipelines.put("metrics/export", pipeline(limited, targets));
        }
        pipelines.put("traces", pipeline(limited, targets));
        pipelines.put("logs", pipeline(limited, targets));
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

    private static Map<String, Object> pipeline(List<String> processors, List<String> exporters) {
        return map("receivers", List.of("otlp"), "processors", processors, "exporters", exporters);
    }

    private static String id(OtlpExporterSpec exporter) {
        return "otlp_http/" + exporter.name();
    }

    /** So that the collector does not take a dollar sign for the beginning of a variable. */
    private static String literal(String text) {
        return text.replace("$", "$$");
    }
}
