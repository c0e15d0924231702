package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How dashboards reach a Grafana. */
public enum GrafanaMode {
    /** The operator runs a Grafana from the upstream image. */
    @JsonProperty("Managed")
    MANAGED,
    /** Folder, data source and dashboards are objects that Grafana Operator gives to the Grafanas that it runs or knows. */
    @JsonProperty("GrafanaOperator")
    GRAFANA_OPERATOR,
    /** Dashboards are ConfigMaps with the label that the sidecar of a Grafana that runs elsewhere watches. */
    @JsonProperty("Sidecar")
    SIDECAR,
    /** No dashboards. */
    @JsonProperty("None")
    NONE
}
