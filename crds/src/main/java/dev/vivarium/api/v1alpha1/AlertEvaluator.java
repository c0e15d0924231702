package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who evaluates the alert rules of a stack, and so sends the notifications. */
public enum AlertEvaluator {
    /** Prometheus evaluates them, and an Alertmanager tells of them. */
    @JsonProperty("Prometheus")
    PROMETHEUS,
    /** They are Grafana-managed rules, and Grafana's own Alertmanager tells of them. */
    @JsonProperty("Grafana")
    GRAFANA
}
