package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.stream.Stream;

/** An OTLP back end. */
@ValidationRule(
        value =
                "!(has(self.protocol) && self.protocol == 'grpc') || self.endpoint.matches('^https?://[^/?#]+:[0-9]{1,5}$')",
        message =
                "a back end with protocol grpc has a scheme, a host and a port, and no path: https://otlp.example:4317",
        fieldPath = ".endpoint")
@ValidationRule(
        value = "!has(self.tls) || self.endpoint.startsWith('https://')",
        message = "tls has no use for an endpoint that does not begin with https://",
        fieldPath = ".tls")
public record OtlpExporterSpec(
        @Required
        @JsonPropertyDescription("Name of the exporter, unique in the stack.")
        @Size(min = 1, max = 45)
        @Pattern(ApiPatterns.DNS_LABEL)
        String name,

        @Default("http") @JsonPropertyDescription("How OTLP is carried: http (protobuf) or grpc.")
        OtlpProtocol protocol,

        @Required
        @JsonPropertyDescription(
                "URL of the OTLP receiver. With protocol http its base URL, to which /v1/traces, /v1/metrics and /v1/logs are added; with grpc scheme, host and port.")
        @Size(max = 2048)
        @Pattern(ApiPatterns.HTTP_URL)
        String endpoint,

        @JsonPropertyDescription("Headers, or metadata of gRPC, to send, from Secrets.") @Size(max = 16)
        List<HeaderFrom> headersFrom,

        @JsonPropertyDescription(
                "TLS beyond the usual, for an https endpoint whose certificate is of a private authority, or that wants a client certificate.")
        OtlpTlsSpec tls,

        @Default("gzip") @JsonPropertyDescription("How requests are compressed: gzip, zstd or none.")
        OtlpCompression compression,

        @JsonPropertyDescription("Which telemetry is sent: traces, metrics, logs; all of it when absent.")
        @Size(min = 1, max = 3)
        List<TelemetrySignal> signals) {
    public OtlpExporterSpec {
        protocol = protocol == null ? OtlpProtocol.HTTP : protocol;
        headersFrom = headersFrom == null ? List.of() : List.copyOf(headersFrom);
        compression = compression == null ? OtlpCompression.GZIP : compression;
        signals = signals == null ? List.of(TelemetrySignal.values()) : List.copyOf(signals);
    }

    /** Every key of a Secret that it needs. */
    public List<SecretKeyRef> secretRefs() {
        return Stream.concat(
                        headersFrom.stream().map(HeaderFrom::secretKeyRef),
                        tls == null ? Stream.of() : tls.secretRefs().stream())
                .toList();
    }
}
