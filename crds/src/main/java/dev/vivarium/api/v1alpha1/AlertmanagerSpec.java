package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** The Alertmanager of a stack. */
@ValidationRule(
        value = "!(has(self.mode) && self.mode == 'External') || has(self.url)",
        message = "alertmanager.url is required with mode External",
        fieldPath = ".url")
public record AlertmanagerSpec(
        @Default("Managed")
        @JsonPropertyDescription(
                "Managed: the operator runs an Alertmanager. External: alerts go to one that runs elsewhere.")
        AlertmanagerMode mode,

        @JsonPropertyDescription("Container image of a managed Alertmanager; the operator's default when absent.")
        @Size(min = 1, max = 512)
        String image,

        @JsonPropertyDescription(
                "URL of an external Alertmanager; of a managed one, the address that people use, for links in notifications.")
        @Size(max = 2048)
        @Pattern(ApiPatterns.HTTP_URL)
        String url,

        @JsonPropertyDescription("Compute resources of a managed Alertmanager.")
        Resources resources) {
    public AlertmanagerSpec {
        mode = mode == null ? AlertmanagerMode.MANAGED : mode;
        resources = resources == null ? new Resources(null, null) : resources;
    }
}
