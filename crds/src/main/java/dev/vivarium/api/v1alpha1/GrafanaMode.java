package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How dashboards reach a Grafana. */
public enum GrafanaMode {
    /** The operator runs a Grafana from the upstream image. */
    @JsonProperty("Managed")
    MANAGED,
    /** Dashboards are ConfigMaps with the label that the sidecar of a Grafana that runs elsewhere watches. */
    @JsonProperty("Sidecar")
    SIDECAR,
    /** No dashboards. */
    @JsonProperty("None")
    NONE
}
