package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** Where an MCP server's telemetry goes. What it contains is for the server to say; a proxy or a bridge beside it never records content. */
public record McpServerTelemetrySpec(
        @JsonPropertyDescription(
                "The ObservabilityStack that receives the telemetry; when absent the only stack of the namespace, else the cluster default of the operator.")
        StackRef stackRef,

        @JsonPropertyDescription("service.name of the telemetry; the resource's name when absent.")
        @Size(min = 1, max = 63)
        @Pattern(ApiPatterns.DNS_LABEL)
        String serviceName,

        @Default("latest")
        @JsonPropertyDescription(
                "Names of the telemetry about models, of a server that calls some: latest for the newest conventions of OpenTelemetry, legacy for version 1.36, both for each measurement by both. Dashboards and alerts work with all of them behind a Managed collector.")
        Semconv semconv)
        implements TelemetryDestination {
    public McpServerTelemetrySpec {
        semconv = semconv == null ? Semconv.LATEST : semconv;
    }
}
