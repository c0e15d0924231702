package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** An OTLP/HTTP back end. */
public record OtlpExporterSpec(
        @Required
        @JsonPropertyDescription("Name of the exporter, unique in the stack.")
        @Size(min = 1, max = 45)
        @Pattern(ApiPatterns.DNS_LABEL)
        String name,

        @Required
        @JsonPropertyDescription("Base URL of the OTLP/HTTP receiver.")
        @Size(max = 2048)
        @Pattern(ApiPatterns.HTTP_URL)
        String endpoint,

        @JsonPropertyDescription("HTTP headers to send, from Secrets.") @Size(max = 16)
        List<HeaderFrom> headersFrom) {
    public OtlpExporterSpec {
        headersFrom = headersFrom == null ? List.of() : List.copyOf(headersFrom);
    }
}
