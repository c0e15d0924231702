package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Who runs Prometheus. */
public enum PrometheusMode {
    /** The operator runs a Prometheus. */
    @JsonProperty("Managed")
    MANAGED,
    /** One that Prometheus Operator runs takes its targets from a PodMonitor and its rules from PrometheusRules. */
    @JsonProperty("PrometheusOperator")
    PROMETHEUS_OPERATOR,
    /** Rules are made, and a Prometheus that runs elsewhere loads them. */
    @JsonProperty("External")
    EXTERNAL
}
