package dev.vivarium.agent.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Instrument;
import dev.vivarium.telemetry.LegacyCatalog;
import dev.vivarium.telemetry.Metric;
import dev.vivarium.telemetry.Source;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstrumentsTest {
    @Test
    void thereIsOneForEachMetricOfTheRuntimeAndNoOther() {
        var reader = InMemoryMetricReader.create();
        var instruments = new Instruments(sdk(reader));
        recordOnceOnEach(instruments);

        var emitted =
                reader.collectAllMetrics().stream().collect(Collectors.toMap(MetricData::getName, Function.identity()));
        var expected = Catalog.from(Source.RUNTIME).collect(Collectors.toMap(Metric::name, Function.identity()));
        assertThat(emitted.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, metric) -> assertEmittedAs(metric, emitted));
    }

    @Test
    void countersGoOnFromTheJournal(@TempDir Path directory) {
        var file = directory.resolve("counters.journal");
        var model = Attributes.of(AttributeKey.stringKey("gen_ai.request.model"), "m");
        var killed = new Instruments(OpenTelemetry.noop(), TotalsJournal.open(file));
        killed.inputTokens().add(40, model);
        killed.costUsd().add(0.5, model);
        killed.turns().add(1);
        killed.inferenceDuration().record(1);

        var reader = InMemoryMetricReader.create();
        var next = new Instruments(sdk(reader), TotalsJournal.open(file));
        next.inputTokens().add(2, model);

        var emitted =
                reader.collectAllMetrics().stream().collect(Collectors.toMap(MetricData::getName, Function.identity()));
        assertThat(emitted.keySet())
                .containsExactlyInAnyOrder(Catalog.INPUT_TOKENS.name(), Catalog.COST_USD.name(), Catalog.TURNS.name());
        assertThat(emitted.get(Catalog.INPUT_TOKENS.name()).getLongSumData().getPoints())
                .singleElement()
                .satisfies(point -> {
                    assertThat(point.getValue()).isEqualTo(42);
                    assertThat(point.getAttributes()).isEqualTo(model);
                });
        assertThat(emitted.get(Catalog.COST_USD.name()).getDoubleSumData().getPoints())
                .singleElement()
                .satisfies(point -> assertThat(point.getValue()).isEqualTo(0.5));
    }

    @Test
    void theTokensOfOlderConventionsGoOnFromTheJournalToo(@TempDir Path directory) {
        var file = directory.resolve("counters.journal");
        var input = Attributes.of(AttributeKey.stringKey("gen_ai.token.type"), "input");
        var output = Attributes.of(AttributeKey.stringKey("gen_ai.token.type"), "output");
        var values = List.of(0.0, 1.0, 2.0, 3.0, 4.0, 100.0, 200.0, 1e9);
        var killed = new Instruments(OpenTelemetry.noop(), TotalsJournal.open(file));
        values.forEach(value -> killed.legacyTokenUsage().record(value, input));
        killed.legacyTokenUsage().record(7, output);

        var reader = InMemoryMetricReader.create();
        new Instruments(sdk(reader), TotalsJournal.open(file))
                .legacyTokenUsage()
                .record(300, input);
        var once = InMemoryMetricReader.create();
        var unkilled = new Instruments(sdk(once));
        values.forEach(value -> unkilled.legacyTokenUsage().record(value, input));
        unkilled.legacyTokenUsage().record(300, input);
        unkilled.legacyTokenUsage().record(7, output);

        assertThat(points(reader)).hasSize(2);
        points(once).forEach((attributes, expected) -> {
            var point = points(reader).get(attributes);
            assertThat(point.getCounts()).isEqualTo(expected.getCounts());
            assertThat(point.getSum()).isEqualTo(expected.getSum());
        });
    }

    private static Map<Attributes, HistogramPointData> points(InMemoryMetricReader reader) {
        return reader.collectAllMetrics().stream()
                .filter(metric -> metric.getName().equals(LegacyCatalog.TOKEN_USAGE.name()))
                .flatMap(metric -> metric.getHistogramData().getPoints().stream())
                .collect(Collectors.toMap(HistogramPointData::getAttributes, Function.identity()));
    }

    private static OpenTelemetrySdk sdk(InMemoryMetricReader reader) {
        return OpenTelemetrySdk.builder()
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(reader).build())
                .build();
    }

    private static void assertEmittedAs(Metric metric, Map<String, MetricData> emitted) {
        var data = emitted.get(metric.name());
        assertThat(data.getUnit()).as(metric.name()).isEqualTo(metric.unit());
        assertThat(data.getDescription()).as(metric.name()).isEqualTo(metric.description());
        switch (metric.instrument()) {
            case HISTOGRAM ->
                assertThat(data.getHistogramData().getPoints())
                        .allSatisfy(point -> assertThat(point.getBoundaries())
                                .as(metric.name())
                                .isEqualTo(metric.boundaries()));
            case DOUBLE_COUNTER ->
                assertThat(data.getDoubleSumData().isMonotonic())
                        .as(metric.name())
                        .isTrue();
            case COUNTER, UP_DOWN_COUNTER ->
                assertThat(data.getLongSumData().isMonotonic())
                        .as(metric.name())
                        .isEqualTo(metric.instrument() == Instrument.COUNTER);
            case GAUGE -> assertThat(data.getLongGaugeData().getPoints()).isNotEmpty();
        }
    }

    private static void recordOnceOnEach(Instruments instruments) {
        instruments.inferenceDuration().record(1);
        instruments.timeToFirstChunk().record(1);
        instruments.inputTokens().add(1);
        instruments.outputTokens().add(1);
        instruments.cacheReadTokens().add(1);
        instruments.cacheWriteTokens().add(1);
        instruments.reasoningTokens().add(1);
        instruments.turnDuration().record(1);
        instruments.callsPerTurn().record(1);
        instruments.toolsPerTurn().record(1);
        instruments.toolDuration().record(1);
        instruments.mcpClientDuration().record(1);
        instruments.sentMessages().add(1);
        instruments.consumedMessages().add(1);
        instruments.messagingDuration().record(1);
        instruments.processDuration().record(1);
        instruments.costUsd().add(1);
        instruments.unpricedCalls().add(1);
        instruments.modelQueueDuration().record(1);
        instruments.refusedCalls().add(1);
        instruments.turns().add(1);
        instruments.contextTokens().record(1);
        instruments.activeMessages().add(1);
        instruments.dispatchDuration().record(1);
        instruments.subAgentActive().add(1);
        instruments.subAgentDuration().record(1);
        instruments.subAgentFailures().add(1);
    }
}
