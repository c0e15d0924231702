package dev.vivarium.agent.runtime.mcpproxy;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigProperties;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.trace.SdkTracerProviderBuilder;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The telemetry SDK as the standard variables {@code OTEL_*} say; without an endpoint nothing is exported. */
final class ProxyTelemetry implements AutoCloseable {
    private static final int FLUSH_SECONDS = 5;
    private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
    private static final String HEADERS = "otel.exporter.otlp.headers";
    private static final String INTERVAL = "otel.metric.export.interval";

    private final OpenTelemetry openTelemetry;

    private ProxyTelemetry(OpenTelemetry openTelemetry) {
        this.openTelemetry = openTelemetry;
    }

    static ProxyTelemetry start(Map<String, String> environment) {
        if (environment.getOrDefault("OTEL_EXPORTER_OTLP_ENDPOINT", "").isBlank()) {
            return new ProxyTelemetry(OpenTelemetry.noop());
        }
        var configured = AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                // Quarkus takes the exporters that these name out of the package, so they are made here.
                .addPropertiesCustomizer(properties -> Map.of(
                        "otel.metrics.exporter", "none", "otel.traces.exporter", "none", "otel.logs.exporter", "none"))
                .addMeterProviderCustomizer(ProxyTelemetry::exportMetrics)
                .addTracerProviderCustomizer(ProxyTelemetry::exportSpans)
                .build();
        return new ProxyTelemetry(configured.getOpenTelemetrySdk());
    }

    OpenTelemetry openTelemetry() {
        return openTelemetry;
    }

    /** Sends what was measured; waits a few seconds at most. */
    @Override
    public void close() {
        if (openTelemetry instanceof OpenTelemetrySdk sdk) {
            var metrics = sdk.getSdkMeterProvider().forceFlush();
            var spans = sdk.getSdkTracerProvider().forceFlush();
            metrics.join(FLUSH_SECONDS, TimeUnit.SECONDS);
            spans.join(FLUSH_SECONDS, TimeUnit.SECONDS);
        }
    }

    private static SdkMeterProviderBuilder exportMetrics(SdkMeterProviderBuilder meters, ConfigProperties properties) {
        var exporter = OtlpHttpMetricExporter.builder().setEndpoint(endpoint(properties, "/v1/metrics"));
        properties.getMap(HEADERS).forEach(exporter::addHeader);
        return meters.registerMetricReader(PeriodicMetricReader.builder(exporter.build())
                .setInterval(properties.getDuration(INTERVAL, Duration.ofMinutes(1)))
                .build());
    }

    private static SdkTracerProviderBuilder exportSpans(SdkTracerProviderBuilder tracers, ConfigProperties properties) {
        var exporter = OtlpHttpSpanExporter.builder().setEndpoint(endpoint(properties, "/v1/traces"));
        properties.getMap(HEADERS).forEach(exporter::addHeader);
        return tracers.addSpanProcessor(
                BatchSpanProcessor.builder(exporter.build()).build());
    }

    private static String endpoint(ConfigProperties properties, String path) {
        return properties.getString(ENDPOINT, "").replaceAll("/+$", "") + path;
    }
}
