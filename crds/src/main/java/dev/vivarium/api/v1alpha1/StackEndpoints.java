package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/** Addresses within the cluster. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StackEndpoints(
        @JsonPropertyDescription("Base URL of the OTLP/HTTP receiver.")
        String otlp,

        @JsonPropertyDescription("URL of Prometheus.") String prometheus,
        @JsonPropertyDescription("URL of Alertmanager.") String alertmanager,
        @JsonPropertyDescription("URL of Grafana.") String grafana) {}
