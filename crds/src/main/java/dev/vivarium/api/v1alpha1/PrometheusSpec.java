package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** The Prometheus of a stack. */
@ValidationRule(
        value = "!(has(self.mode) && self.mode == 'External') || has(self.url)",
        message = "prometheus.url is required with mode External",
        fieldPath = ".url")
public record PrometheusSpec(
        @Default("Managed")
        @JsonPropertyDescription(
                "Managed: the operator runs a Prometheus. External: one that runs elsewhere loads the rules.")
        PrometheusMode mode,

        @JsonPropertyDescription("Container image of a managed Prometheus; the operator's default when absent.")
        @Size(min = 1, max = 512)
        String image,

        @JsonPropertyDescription(
                "URL of an external Prometheus; of a managed one, the address that people use, for links in alerts.")
        @Size(max = 2048)
        @Pattern(ApiPatterns.HTTP_URL)
        String url,

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
        scrapeInterval = scrapeInterval == null ? "15s" : scrapeInterval;
        storage = storage == null ? new StorageSpec(null, null) : storage;
        resources = resources == null ? new Resources(null, null) : resources;
    }
}
