package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** Where an agent's telemetry goes and what it may contain. */
public record TelemetrySpec(
        @JsonPropertyDescription(
                "The ObservabilityStack that receives the telemetry; when absent the only stack of the namespace, else the cluster default of the operator.")
        StackRef stackRef,

        @JsonPropertyDescription("service.name of the telemetry; the resource's name when absent.")
        @Size(min = 1, max = 63)
        @Pattern(ApiPatterns.DNS_LABEL)
        String serviceName,

        @Default("false")
        @JsonPropertyDescription(
                "Whether spans may carry prompts, replies, tool arguments and tool results. Metrics never do.")
        Boolean captureContent,

        @Default("latest")
        @JsonPropertyDescription(
                "Names of the telemetry about models: latest for the newest conventions of OpenTelemetry, legacy for version 1.36 (gen_ai.system, gen_ai.client.operation.duration, gen_ai.client.token.usage), both for each measurement by both. Dashboards and alerts work with all of them behind a Managed collector.")
        Semconv semconv)
        implements TelemetryDestination {
    public TelemetrySpec {
        semconv = semconv == null ? Semconv.LATEST : semconv;
        captureContent = captureContent != null && captureContent;
    }
}
