package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.operator.testkit.Sandbox;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Instrument;
import dev.vivarium.telemetry.Metric;
import dev.vivarium.telemetry.ResourceLabel;
import dev.vivarium.telemetry.Source;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every metric of the catalogue with all its attributes, sent by OTLP as the runtime sends it, comes out of the collector under the name, with the labels and
 * with the buckets that rules and panels ask for.
 */
class CatalogueOverOtlpIT {
    private static final Pattern SERIES = Pattern.compile("^([a-z_0-9]+)\\{(.*)} \\S+( \\d+)?$");
    private static final Pattern LABEL = Pattern.compile("([a-z_0-9]+)=\"([^\"]*)\"");

    private static final List<Metric> SENT = Catalog.all().stream()
            .filter(metric -> metric.source() != Source.BROKER && metric.source() != Source.RULES)
            .toList();

    @TempDir
    private Path directory;

    @Test
    void everyMetricKeepsItsNameLabelsAndBuckets() throws IOException, InterruptedException {
        try (var collector = RunningCollector.start(directory)) {
            collector.send(json(export()));
            // What was sent is exported at once, all of it together.
            await().atMost(Sandbox.SOON).until(() -> collector.exported().contains(Catalog.TURNS.prometheusName()));

            var exported = exported(collector.exported());
            assertThat(SENT).allSatisfy(metric -> {
                var labels = metric.attributes().stream().map(Attribute::label).collect(Collectors.toSet());
                Arrays.stream(ResourceLabel.values()).map(ResourceLabel::label).forEach(labels::add);
                if (metric.instrument() == Instrument.HISTOGRAM) {
                    assertLabels(exported, metric.count(), labels);
                    assertLabels(exported, metric.sum(), labels);
                    labels.add("le");
                    assertLabels(exported, metric.bucket(), labels);
                    // One more for what is above all bounds.
                    assertThat(exported.get(metric.bucket()))
                            .hasSize(metric.boundaries().size() + 1);
                } else {
                    assertLabels(exported, metric.prometheusName(), labels);
                }
            });
        }
    }

    private static void assertLabels(
            Map<String, List<Map<String, String>>> exported, String series, Set<String> labels) {
        assertThat(exported).containsKey(series);
        assertThat(exported.get(series))
                .as(series)
                .allSatisfy(found -> assertThat(found.keySet()).containsAll(labels));
    }

    /** The labels of each series, by its name. */
    private static Map<String, List<Map<String, String>>> exported(String text) {
        var series = new HashMap<String, List<Map<String, String>>>();
        text.lines().map(SERIES::matcher).filter(matcher -> matcher.matches()).forEach(matcher -> {
            var labels = LABEL.matcher(matcher.group(2))
                    .results()
                    .collect(Collectors.toMap(label -> label.group(1), label -> label.group(2)));
            series.merge(
                    matcher.group(1),
                    List.of(labels),
                    (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
        });
        return series;
    }

    private static Map<String, Object> export() {
        var resource = Arrays.stream(ResourceLabel.values())
                .map(label -> attribute(label.resourceAttribute(), label == ResourceLabel.KIND ? "Agent" : "desk"))
                .collect(Collectors.toList());
        resource.add(attribute("service.instance.id", "uid-1"));
        return Map.of(
                "resourceMetrics",
                List.of(Map.of(
                        "resource",
                        Map.of("attributes", resource),
                        "scopeMetrics",
                        List.of(Map.of(
                                "scope",
                                Map.of("name", "dev.vivarium.agent.runtime"),
                                "metrics",
                                SENT.stream().map(CatalogueOverOtlpIT::metric).toList())))));
    }

    private static Map<String, Object> metric(Metric metric) {
        var point = new HashMap<String, Object>(Map.of(
                "startTimeUnixNano",
                nanos(System.currentTimeMillis() - 60_000),
                "timeUnixNano",
                nanos(System.currentTimeMillis()),
                "attributes",
                metric.attributes().stream()
                        .map(attribute -> attribute(attribute.key(), "x"))
                        .toList()));
        var data = new HashMap<String, Object>(Map.of("aggregationTemporality", 2, "dataPoints", List.of(point)));
        if (metric.instrument() == Instrument.HISTOGRAM) {
            var counts = IntStream.rangeClosed(0, metric.boundaries().size())
                    .mapToObj(i -> "1")
                    .toList();
            point.putAll(Map.of(
                    "count",
                    Integer.toString(counts.size()),
                    "sum",
                    1.5,
                    "explicitBounds",
                    metric.boundaries(),
                    "bucketCounts",
                    counts));
        } else {
            point.put("asDouble", 1.5);
            data.put("isMonotonic", metric.instrument().isMonotonic());
        }
        return Map.of(
                "name",
                metric.name(),
                "unit",
                metric.unit(),
                metric.instrument() == Instrument.HISTOGRAM ? "histogram" : "sum",
                data);
    }

    private static String nanos(long millis) {
        return millis + "000000";
    }

    private static Map<String, Object> attribute(String key, String value) {
        return Map.of("key", key, "value", Map.of("stringValue", value));
    }

    private static String json(Map<String, Object> export) throws JsonProcessingException {
        return new ObjectMapper().writeValueAsString(export);
    }
}
