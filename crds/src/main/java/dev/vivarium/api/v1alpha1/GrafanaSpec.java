package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** The Grafana of a stack. */
public record GrafanaSpec(
        @Default("Sidecar")
        @JsonPropertyDescription(
                "Managed: the operator runs a Grafana from the upstream image. GrafanaOperator: a GrafanaFolder, a GrafanaDatasource and GrafanaDashboards for the Grafanas that Grafana Operator knows. Sidecar: dashboards are ConfigMaps labelled for the sidecar of a Grafana that runs elsewhere. None: no dashboards.")
        GrafanaMode mode,

        @JsonPropertyDescription("Container image of a managed Grafana; the operator's default when absent.")
        @Size(min = 1, max = 512)
        String image,

        @Default("Vivarium") @JsonPropertyDescription("Folder that the dashboards stand in.") @Size(min = 1, max = 128)
        String folder,

        @JsonPropertyDescription("Address that people reach Grafana at, for links in alerts.")
        @Size(max = 2048)
        @Pattern(ApiPatterns.HTTP_URL)
        String url,

        @JsonPropertyDescription(
                "Labels of the Grafana objects, in whatever namespace, that mode GrafanaOperator is for; dashboards: grafana when absent.")
        @Size(min = 1, max = 16)
        Map<String, String> instanceLabels,

        @JsonPropertyDescription(
                "Secret key that holds the administrator's password of a managed Grafana; a random one is made when absent.")
        SecretKeyRef adminPasswordSecretRef,

        @JsonPropertyDescription("Compute resources of a managed Grafana.")
        Resources resources) {
    public GrafanaSpec {
        mode = mode == null ? GrafanaMode.SIDECAR : mode;
        instanceLabels = instanceLabels == null ? Map.of("dashboards", "grafana") : Map.copyOf(instanceLabels);
        folder = folder == null ? "Vivarium" : folder;
        resources = resources == null ? new Resources(null, null) : resources;
    }
}
