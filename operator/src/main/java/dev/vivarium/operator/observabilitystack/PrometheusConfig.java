package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.api.v1alpha1.AlertmanagerMode;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.operator.alerting.StackLabels;
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
        var document = map(
                "global",
                map(
                        "scrape_interval",
                        interval,
                        "scrape_timeout",
                        GoDuration.format(ScrapeInterval.timeout(input.scrapeInterval())),
                        "evaluation_interval",
                        interval,
                        "external_labels",
                        map(StackLabels.STACK, input.name(), StackLabels.STACK_NAMESPACE, input.namespace())),
                "storage",
                map(
                        "tsdb",
                        map("retention", map("time", input.spec().prometheus().retention(), "size", retentionSize()))),
                "rule_files",
                List.of(RULE_FILES));
        if (!input.grafanaEvaluates()) {
            document.put("alerting", map("alertmanagers", List.of(alertmanager())));
        }
        document.put("scrape_configs", List.of(job()));
        return yaml.write(document);
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
                Relabelling.steps().stream().map(Relabelling.Step::asPrometheus).toList());
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
}
