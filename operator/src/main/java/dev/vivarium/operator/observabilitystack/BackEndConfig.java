package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.api.v1alpha1.OtlpExporterSpec;
import dev.vivarium.api.v1alpha1.OtlpProtocol;
import dev.vivarium.api.v1alpha1.OtlpTlsSpec;
import dev.vivarium.api.v1alpha1.StorageSpec;
import dev.vivarium.api.v1alpha1.TelemetrySignal;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configuration of the collector's exporters to further back ends. Each has a queue of its own for each signal, so that one that refuses holds up nothing else. */
final class BackEndConfig {
    /** Where the pod finds certificates and keys: a directory for each back end. */
    static final String TLS_DIRECTORY = "/etc/otelcol-tls";

    static final String CA_FILE = "ca.crt";
    static final String CERT_FILE = "tls.crt";
    static final String KEY_FILE = "tls.key";

    /** Share of the volume that all queues together may fill: the files of the store hold free pages besides. */
    private static final double QUEUE_SHARE = 0.5;

    private static final long SMALLEST_QUEUE_BYTES = 1 << 20;

    private final List<OtlpExporterSpec> exporters;
    private final StorageSpec storage;

    /** @param exporters those of which everything is there */
    BackEndConfig(List<OtlpExporterSpec> exporters, StorageSpec storage) {
        this.exporters = List.copyOf(exporters);
        this.storage = storage;
    }

    /** Name of the environment variable that holds the value of a header. */
    static String headerVariable(int exporter, int header) {
        return "OTLP_HEADER_" + exporter + "_" + header;
    }

    /** What the exporter is called in the configuration, in its queue's file and in the collector's own metrics. */
    static String id(OtlpExporterSpec exporter) {
        return switch (exporter.protocol()) {
                    case HTTP -> "otlp_http/";
                    case GRPC -> "otlp_grpc/";
                }
                + exporter.name();
    }

    /** By their ids. */
    Map<String, Object> render() {
        var rendered = new LinkedHashMap<String, Object>();
        for (var i = 0; i < exporters.size(); i++) {
            rendered.put(id(exporters.get(i)), exporter(i, exporters.get(i)));
        }
        return rendered;
    }

    /** The ids of those that a signal goes to. */
    List<String> of(TelemetrySignal signal) {
        return exporters.stream()
                .filter(exporter -> exporter.signals().contains(signal))
                .map(BackEndConfig::id)
                .toList();
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
        var tls = tls(exporter);
        if (!tls.isEmpty()) {
            settings.put("tls", tls);
        }
        settings.put("compression", exporter.compression().label());
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

    private static Map<String, Object> tls(OtlpExporterSpec exporter) {
        var settings = new LinkedHashMap<String, Object>();
        if (exporter.protocol() == OtlpProtocol.GRPC && exporter.endpoint().startsWith("http://")) {
            settings.put("insecure", true);
        }
        var tls = exporter.tls();
        if (tls == null) {
            return settings;
        }
        if (hasCa(tls)) {
            settings.put("ca_file", file(exporter, CA_FILE));
        }
        if (tls.certSecretRef() != null) {
            settings.put("cert_file", file(exporter, CERT_FILE));
            settings.put("key_file", file(exporter, KEY_FILE));
        }
        if (tls.insecureSkipVerify()) {
            settings.put("insecure_skip_verify", true);
        }
        return settings;
    }

    private static boolean hasCa(OtlpTlsSpec tls) {
        return tls.caSecretRef() != null || tls.caConfigMapRef() != null;
    }

    private static String file(OtlpExporterSpec exporter, String name) {
        return TLS_DIRECTORY + "/" + exporter.name() + "/" + name;
    }

    private long queueBytes() {
        var volume = Quantity.getAmountInBytes(storage.size()).doubleValue();
        var queues = exporters.stream()
                .mapToInt(exporter -> exporter.signals().size())
                .sum();
        return Math.max(SMALLEST_QUEUE_BYTES, (long) (volume * QUEUE_SHARE / Math.max(1, queues)));
    }

    /** So that the collector does not take a dollar sign for the beginning of a variable. */
    private static String literal(String text) {
        return text.replace("$", "$$");
    }
}
