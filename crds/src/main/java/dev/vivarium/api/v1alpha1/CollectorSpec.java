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
@ValidationRule(
        value = "!(has(self.mode) && self.mode == 'External') || !has(self.exporters) || self.exporters.size() == 0",
        message = "collector.exporters is for a managed collector; one that runs elsewhere has its own",
        fieldPath = ".exporters")
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
                "Further OTLP back ends that a managed collector sends telemetry to, each through persistent queues of its own.")
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
