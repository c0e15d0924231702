package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** The OpenTelemetry Collector of a stack. */
@ValidationRule(
        value = "!(has(self.mode) && self.mode == 'External') || has(self.endpoint)",
        message = "collector.endpoint is required with mode External",
        fieldPath = ".endpoint")
public record CollectorSpec(
        @Default("Managed")
        @JsonPropertyDescription("Managed: the operator runs a collector. External: agents send to the endpoint.")
        CollectorMode mode,

        @JsonPropertyDescription("Container image of a managed collector; the operator's default when absent.")
        @Size(min = 1, max = 512)
        String image,

        @JsonPropertyDescription("Base URL of an external collector's OTLP/HTTP receiver.")
        @Size(max = 2048)
        @Pattern(ApiPatterns.HTTP_URL)
        String endpoint,

        @JsonPropertyDescription("Volume of the persistent queue of a managed collector.")
        StorageSpec storage,

        @JsonPropertyDescription(
                "Further OTLP/HTTP back ends that a managed collector sends all telemetry to, each through its persistent queue.")
        @Size(max = 16)
        List<OtlpExporterSpec> exporters,

        @JsonPropertyDescription("Compute resources of a managed collector.")
        Resources resources) {
    public CollectorSpec {
        mode = mode == null ? CollectorMode.MANAGED : mode;
        storage = storage == null ? new StorageSpec(null, null) : storage;
        exporters = exporters == null ? List.of() : List.copyOf(exporters);
        resources = resources == null ? new Resources(null, null) : resources;
    }
}
