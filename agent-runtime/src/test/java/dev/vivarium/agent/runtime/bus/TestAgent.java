package dev.vivarium.agent.runtime.bus;

import static dev.vivarium.agent.runtime.testing.Patience.await;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.delegation.BusSubAgentClient;
import dev.vivarium.agent.runtime.delegation.SubAgentClient;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.telemetry.StateDirectory;
import dev.vivarium.agent.runtime.turn.TurnPlaces;
import dev.vivarium.agent.runtime.turn.TurnService;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** An agent's bus in this process, with its telemetry in memory. */
final class TestAgent implements AutoCloseable {
    private static final Path NO_STATE = Path.of("/does/not/exist");

    private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final OpenTelemetrySdk openTelemetry;
    private final MessageBus bus;
    private final SubAgentClient subAgents;
    private final TurnPlaces places;

    private TestAgent(AgentConfiguration configuration, BusSettings settings, Path state) {
        openTelemetry = OpenTelemetrySdk.builder()
                .setMeterProvider(
                        SdkMeterProvider.builder().registerMetricReader(metrics).build())
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .setPropagators(ContextPropagators.create(TextMapPropagator.composite(
                        W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())))
                .build();
        var instruments = new Instruments(openTelemetry);
        places = new TurnPlaces(configuration);
        bus = MessageBus.of(
                        configuration,
                        settings,
                        openTelemetry,
                        instruments,
                        new StateDirectory(state),
                        Clock.systemUTC())
                .orElseThrow();
        subAgents =
                new BusSubAgentClient(configuration, bus.requests(), instruments, settings.maxConcurrentDelegations());
    }

    /** Starts, whether or not the broker is there. */
    static TestAgent start(AgentConfiguration configuration, BusSettings settings, TurnService turns) {
        return start(configuration, settings, turns, NO_STATE);
    }

    private static TestAgent start(
            AgentConfiguration configuration, BusSettings settings, TurnService turns, Path state) {
        var agent = new TestAgent(configuration, settings, state);
        agent.bus.start(turns, agent.places);
        return agent;
    }

    /**
     * Starts and waits until it is connected.
     *
     * @param state directory whose files outlive it
     */
    static TestAgent connected(AgentConfiguration configuration, TurnService turns, Path state) {
        var agent = start(configuration, Samples.SETTINGS, turns, state);
        agent.awaitUp();
        return agent;
    }

    /** Starts and waits until it is connected. */
    static TestAgent connected(AgentConfiguration configuration, TurnService turns) {
        var agent = start(configuration, Samples.SETTINGS, turns);
        agent.awaitUp();
        return agent;
    }

    void awaitUp() {
        await().until(() -> bus.status().up());
    }

    MessageBus bus() {
        return bus;
    }

    /** The places that its turns over the bus share with those that a test takes. */
    TurnPlaces places() {
        return places;
    }

    SubAgentClient subAgents() {
        return subAgents;
    }

    List<SpanData> spans() {
        return spans.getFinishedSpanItems();
    }

    MetricData metric(String name) {
        return metrics.collectAllMetrics().stream()
                .filter(metric -> metric.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    boolean hasMetric(String name) {
        return metrics.collectAllMetrics().stream()
                .anyMatch(metric -> metric.getName().equals(name));
    }

    @Override
    public void close() {
        try {
            bus.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            openTelemetry.close();
        }
    }
}
