package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.api.v1alpha1.AlertmanagerMode;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.telemetry.ResourceLabel;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Configuration of Prometheus: one scrape job that finds every pod of the stack, the rule files, and where alerts go. */
final class PrometheusConfig {
    static final String JOB = "vivarium";

    /** Relative to the configuration file, so that the same file can be checked outside its pod. */
    static final String RULE_FILES = "../rules/*.yaml";

    private static final String META = "__meta_kubernetes_";

    /** Of the volume, for blocks: the write-ahead log and a running compaction need room besides. */
    private static final BigDecimal BLOCKS_SHARE = new BigDecimal("0.8");

    private static final BigDecimal MEBIBYTE = BigDecimal.valueOf(1 << 20);

    private final StackInput input;
    private final ConfigYaml yaml = new ConfigYaml();

    PrometheusConfig(StackInput input) {
        this.input = input;
    }

    String render() {
        var interval = GoDuration.format(input.scrapeInterval());
        return yaml.write(map(
                "global",
                map(
                        "scrape_interval",
                        interval,
                        "scrape_timeout",
                        GoDuration.format(ScrapeInterval.timeout(input.scrapeInterval())),
                        "evaluation_interval",
                        interval,
                        "external_labels",
                        map("stack", input.name(), "stack_namespace", input.namespace())),
                "storage",
                map(
                        "tsdb",
                        map("retention", map("time", input.spec().prometheus().retention(), "size", retentionSize()))),
                "rule_files",
                List.of(RULE_FILES),
                "alerting",
                map("alertmanagers", List.of(alertmanager())),
                "scrape_configs",
                List.of(job())));
    }

    private String retentionSize() {
        var volume =
                Quantity.getAmountInBytes(input.spec().prometheus().storage().size());
        var mebibytes = volume.multiply(BLOCKS_SHARE).divide(MEBIBYTE, 0, RoundingMode.DOWN);
        return mebibytes.max(BigDecimal.ONE).toPlainString() + "MB";
    }

    private Map<String, Object> alertmanager() {
        var spec = input.spec().alertmanager();
        if (spec.mode() == AlertmanagerMode.MANAGED) {
            return map("static_configs", List.of(map("targets", List.of(Endpoints.alertmanagerAuthority(input)))));
        }
        var url = URI.create(spec.url());
        var settings = new LinkedHashMap<String, Object>();
        settings.put("scheme", url.getScheme());
        var path = url.getRawPath();
        if (path != null && !path.isEmpty() && !path.equals("/")) {
            settings.put("path_prefix", path);
        }
        settings.put("static_configs", List.of(map("targets", List.of(url.getRawAuthority()))));
        return settings;
    }

    private Map<String, Object> job() {
        return map(
                "job_name",
                JOB,
                // What comes through the collector says itself which pod it is of.
                "honor_labels",
                true,
                "kubernetes_sd_configs",
                List.of(discovery()),
                "relabel_configs",
                relabelling());
    }

    private Map<String, Object> discovery() {
        var discovery = map("role", "pod");
        var scope = ScrapeScope.of(input);
        if (!scope.all()) {
            discovery.put("namespaces", map("names", new ArrayList<>(scope.namespaces())));
        }
        discovery.put(
                "selectors",
                List.of(map(
                        "role",
                        "pod",
                        "label",
                        Labels.STACK_NAME + "=" + input.name() + "," + Labels.STACK_NAMESPACE + "="
                                + input.namespace())));
        return discovery;
    }

    private static List<Map<String, Object>> relabelling() {
        var rules = new ArrayList<Map<String, Object>>();
        rules.add(filter("drop", "pod_phase", "Succeeded|Failed"));
        rules.add(filter("drop", "pod_container_init", "true"));
        rules.add(filter("keep", "pod_container_port_name", Labels.METRICS_PORT + ".*"));
        rules.add(map(
                "source_labels",
                List.of(META + "pod_annotation_" + sanitized(Labels.METRICS_PATH)),
                "regex",
                "(.+)",
                "target_label",
                "__metrics_path__"));
        rules.add(label("namespace", ResourceLabel.NAMESPACE.label()));
        rules.add(label("pod_name", ResourceLabel.POD.label()));
        rules.add(label("pod_label_" + sanitized(Labels.OWNER_KIND), ResourceLabel.KIND.label()));
        rules.add(label("pod_label_" + sanitized(Labels.OWNER_NAME), ResourceLabel.NAME.label()));
        rules.add(label("pod_container_name", "container"));
        rules.add(label("pod_container_port_name", "port"));
        return rules;
    }

    private static Map<String, Object> filter(String action, String meta, String regex) {
        return map("action", action, "source_labels", List.of(META + meta), "regex", regex);
    }

    private static Map<String, Object> label(String meta, String target) {
        return map("source_labels", List.of(META + meta), "target_label", target);
    }

    /** As Prometheus writes a Kubernetes name into the name of a label. */
    private static String sanitized(String name) {
        return name.replaceAll("[^a-zA-Z0-9_]", "_");
    }
}
