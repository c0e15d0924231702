package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/** The Prometheus of a stack. */
@ValidationRule(
        value = "!(has(self.mode) && self.mode == 'External') || has(self.url)",
        message = "prometheus.url is required with mode External",
        fieldPath = ".url")
@ValidationRule(
        value = "!has(self.headersFrom) || (has(self.mode) && self.mode != 'Managed') || self.headersFrom.size() == 0",
        message = "prometheus.headersFrom is for a Prometheus that runs elsewhere: set another mode than Managed",
        fieldPath = ".headersFrom")
@ValidationRule(
        value = "!has(self.labels) || (has(self.mode) && self.mode == 'PrometheusOperator') || self.labels.size() == 0",
        message = "prometheus.labels is for mode PrometheusOperator",
        fieldPath = ".labels")
public record PrometheusSpec(
        @Default("Managed")
        @JsonPropertyDescription(
                "Managed: the operator runs a Prometheus. PrometheusOperator: one that Prometheus Operator runs takes a PodMonitor and PrometheusRules, and notifications become an AlertmanagerConfig. External: one that runs elsewhere loads the rules.")
        PrometheusMode mode,

        @JsonPropertyDescription("Container image of a managed Prometheus; the operator's default when absent.")
        @Size(min = 1, max = 512)
        String image,

        @JsonPropertyDescription(
                "URL of a Prometheus that runs elsewhere, which the operator and a managed Grafana ask; in mode PrometheusOperator the Service prometheus-operated in the stack's namespace when absent. Of a managed one, the address that people use, for links in alerts.")
        @Size(max = 2048)
        @Pattern(ApiPatterns.HTTP_URL)
        String url,

        @JsonPropertyDescription(
                "HTTP headers, from Secrets, that a Prometheus that runs elsewhere is asked with, by the operator and by the Grafana data source.")
        @Size(max = 16)
        List<HeaderFrom> headersFrom,

        @JsonPropertyDescription(
                "Labels of the PodMonitor and the PrometheusRules of mode PrometheusOperator, such as release: kube-prometheus-stack: whatever the podMonitorSelector and the ruleSelector of the Prometheus ask for.")
        @Size(max = 16)
        Map<String, String> labels,

        @Default("15d")
        @JsonPropertyDescription("How long a managed Prometheus keeps samples, as a Prometheus duration.")
        @Pattern("^[0-9]+(ms|s|m|h|d|w|y)$")
        @Size(max = 16)
        String retention,

        @Default("15s")
        @JsonPropertyDescription("How often targets are scraped and agents export their metrics, from 1s to 5m.")
        @Pattern("^([1-9][0-9]?s|[1-2][0-9]{2}s|[1-5]m)$")
        @Size(max = 16)
        String scrapeInterval,

        @JsonPropertyDescription("Volume of a managed Prometheus.")
        StorageSpec storage,

        @JsonPropertyDescription("Compute resources of a managed Prometheus.")
        Resources resources) {
    public PrometheusSpec {
        mode = mode == null ? PrometheusMode.MANAGED : mode;
        retention = retention == null ? "15d" : retention;
        headersFrom = headersFrom == null ? List.of() : List.copyOf(headersFrom);
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        scrapeInterval = scrapeInterval == null ? "15s" : scrapeInterval;
        storage = storage == null ? new StorageSpec(null, null) : storage;
        resources = resources == null ? new Resources(null, null) : resources;
    }
}
