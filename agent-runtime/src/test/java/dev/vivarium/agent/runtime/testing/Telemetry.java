package dev.vivarium.agent.runtime.testing;

import dev.vivarium.telemetry.Metric;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A telemetry SDK that keeps everything in memory. */
public final class Telemetry {
    private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetry sdk = OpenTelemetrySdk.builder()
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .build();

    public OpenTelemetry sdk() {
        return sdk;
    }

    public Collection<MetricData> metrics() {
        return metrics.collectAllMetrics();
    }

    public List<SpanData> spans() {
        return spans.getFinishedSpanItems();
    }

    /** Value of each series by its attributes, in the order of their keys: the sum, or the number of observations of a histogram. */
    public Map<String, Double> values(Metric metric) {
        return metrics().stream()
                .filter(data -> data.getName().equals(metric.name()))
                .flatMap(data -> points(data).entrySet().stream())
                .collect(Collectors.toMap(point -> text(point.getKey()), Map.Entry::getValue));
    }

    /** What all observations of a histogram add up to. */
    public double sum(Metric histogram) {
        return metrics().stream()
                .filter(data -> data.getName().equals(histogram.name()))
                .flatMap(data -> data.getHistogramData().getPoints().stream())
                .mapToDouble(point -> point.getSum())
                .sum();
    }

    /** Every value that an attribute of any series has. */
    public Set<String> attributeValues() {
        return metrics().stream()
                .flatMap(data -> data.getData().getPoints().stream())
                .flatMap(point -> point.getAttributes().asMap().values().stream())
                .map(Object::toString)
                .collect(Collectors.toSet());
    }

    private static Map<Attributes, Double> points(MetricData data) {
        return switch (data.getType()) {
            case HISTOGRAM ->
                data.getHistogramData().getPoints().stream()
                        .collect(Collectors.toMap(PointData::getAttributes, point -> (double) point.getCount()));
            case DOUBLE_SUM ->
                data.getDoubleSumData().getPoints().stream()
                        .collect(Collectors.toMap(PointData::getAttributes, point -> point.getValue()));
            case LONG_SUM ->
                data.getLongSumData().getPoints().stream()
                        .collect(Collectors.toMap(PointData::getAttributes, point -> (double) point.getValue()));
            default -> throw new IllegalArgumentException(data.getName() + " is of type " + data.getType());
        };
    }

    private static String text(Attributes attributes) {
        return attributes.asMap().entrySet().stream()
                .map(attribute -> attribute.getKey().getKey() + "=" + attribute.getValue())
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
