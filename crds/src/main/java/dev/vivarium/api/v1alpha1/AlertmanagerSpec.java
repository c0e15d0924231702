package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/** The Alertmanager of a stack. */
@ValidationRule(
        value = "!(has(self.mode) && self.mode == 'External') || has(self.url)",
        message = "alertmanager.url is required with mode External",
        fieldPath = ".url")
public record AlertmanagerSpec(
        @Default("Managed")
        @JsonPropertyDescription(
                "Managed: the operator runs an Alertmanager. External: alerts go to one that runs elsewhere. Without effect when Prometheus is of mode PrometheusOperator: then the Alertmanager is the one that its Prometheus names.")
        AlertmanagerMode mode,

        @JsonPropertyDescription("Container image of a managed Alertmanager; the operator's default when absent.")
        @Size(min = 1, max = 512)
        String image,

        @JsonPropertyDescription(
                "URL of an Alertmanager that runs elsewhere; with Prometheus in mode PrometheusOperator the Service alertmanager-operated in the stack's namespace when absent. Of a managed one, the address that people use, for links in notifications.")
        @Size(max = 2048)
        @Pattern(ApiPatterns.HTTP_URL)
        String url,

        @JsonPropertyDescription(
                "Labels of the AlertmanagerConfig that is made when Prometheus is of mode PrometheusOperator: whatever the alertmanagerConfigSelector of the Alertmanager asks for.")
        @Size(max = 16)
        Map<String, String> labels,

        @JsonPropertyDescription("Compute resources of a managed Alertmanager.")
        Resources resources) {
    public AlertmanagerSpec {
        mode = mode == null ? AlertmanagerMode.MANAGED : mode;
        labels = labels == null ? Map.of() : Map.copyOf(labels);
        resources = resources == null ? new Resources(null, null) : resources;
    }
}
