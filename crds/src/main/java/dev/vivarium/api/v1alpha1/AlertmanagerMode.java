package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who runs the Alertmanager. */
public enum AlertmanagerMode {
    /** The operator runs an Alertmanager. */
    @JsonProperty("Managed")
    MANAGED,
    /** Prometheus sends alerts to one that runs elsewhere. */
    @JsonProperty("External")
    EXTERNAL
}
