package dev.vivarium.agent.runtime.telemetry;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.summingDouble;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.AgentConfiguration.Semconv;
import dev.vivarium.agent.runtime.testing.AgentProcess;
import dev.vivarium.agent.runtime.testing.Configurations;
import dev.vivarium.agent.runtime.testing.OtlpReceiver;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.LegacyCatalog;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.Metric;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packaged agent is killed while it works, again and again, before it has exported anything. */
@Timeout(600)
class KilledAgentIT {
    private static final int KILLS = 3;
    private static final int TURNS = 90;
    private static final int PLACES = Configurations.simulated().limits().maxConcurrentTurns();

    /** What one call may use, in calls of the usual size. */
    private static final double MOST_OF_A_CALL = 3;

    private static final double QUICK = 0.1;
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    @TempDir
    Path directory;

    /** Whichever conventions name them. */
    @ParameterizedTest
    @EnumSource
    void itsSumsOfTokensAndCostAreThoseOfTheProvider(Semconv semconv) throws Exception {
        var configuration = Configurations.simulated(semconv);
        var state = Files.createDirectory(directory.resolve("state"));
        try (var receiver = new OtlpReceiver()) {
            var environment = Map.of(
                    "VIVARIUM_AGENT_STATE_DIRECTORY", state.toString(),
                    "OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url(),
                    "OTEL_METRIC_EXPORT_INTERVAL", "3600000");
            for (var i = 0; i < KILLS; i++) {
                killAtWork(configuration, environment);
            }
            assertThat(receiver.metrics()).isEmpty();

            try (var last = AgentProcess.start(configuration, directory, QUICK, environment)
                    .awaitReady()) {
                last.turn("{\"input\":\"What is 2 + 3?\"}");
                var served = last.served().get(0);
                assertThat(last.terminate()).isEqualTo(143);

                assertThat(served.path("calls").asInt()).isGreaterThan(KILLS * TURNS / 3);
                var sums = sums(receiver);
                var calls = served.path("calls").asLong();
                if (semconv != Semconv.LEGACY) {
                    assertCounted(sums.get(Catalog.INPUT_TOKENS.name()), served.path("inputTokens"), calls);
                    assertCounted(sums.get(Catalog.OUTPUT_TOKENS.name()), served.path("outputTokens"), calls);
                }
                if (semconv != Semconv.LATEST) {
                    assertCounted(
                            olderSum(receiver),
                            served.path("inputTokens").asDouble()
                                    + served.path("outputTokens").asDouble(),
                            calls);
                }
                assertCounted(sums.get(Catalog.CACHE_READ_TOKENS.name()), served.path("cacheReadInputTokens"), calls);
                assertCounted(sums.get(Catalog.REASONING_TOKENS.name()), served.path("reasoningOutputTokens"), calls);
                assertCounted(
                        sums.get(Catalog.COST_USD.name()),
                        cost(
                                served.path("inputTokens").asLong()
                                        - served.path("cacheReadInputTokens").asLong(),
                                served.path("outputTokens").asLong(),
                                served.path("cacheReadInputTokens").asLong()),
                        calls);
                // Turns that were answered were counted; those that were under way when it was killed were not.
                assertThat(sums.get(Catalog.TURNS.name())).isBetween(1.0 + KILLS * TURNS / 3, 1.0 + KILLS * TURNS);
            }
        }
    }

    private void killAtWork(AgentConfiguration configuration, Map<String, String> environment)
            throws IOException, InterruptedException {
        var answered = new AtomicInteger();
        try (var agent = AgentProcess.start(configuration, directory, QUICK, environment)
                        .awaitReady();
                var clients = Executors.newFixedThreadPool(PLACES)) {
            for (var i = 0; i < TURNS; i++) {
                var input = "{\"input\":\"What is 17 * %d?\"}".formatted(i);
                clients.submit(() -> {
                    if (agent.turn(input).contains("\"output\"")) {
                        answered.incrementAndGet();
                    }
                    return null;
                });
            }
            await().until(() -> answered.get() >= TURNS / 3);
            agent.kill();
        }
    }

    private static void assertCounted(double counted, JsonNode served, long calls) {
        assertCounted(counted, served.asDouble(), calls);
    }

    /** The provider serves a call before the agent can count it: of those under way at a kill, one for each place, the kill may come between. */
    private static void assertCounted(double counted, double served, long calls) {
        var between = KILLS * PLACES * MOST_OF_A_CALL * served / calls;
        assertThat(counted).isBetween(served - between, served * (1 + 1e-12));
    }

    private static double cost(long input, long output, long cacheRead) {
        var price = Configurations.PRICE;
        return new BigDecimal(price.inputPerMillion())
                .multiply(BigDecimal.valueOf(input))
                .add(new BigDecimal(price.outputPerMillion()).multiply(BigDecimal.valueOf(output)))
                .add(new BigDecimal(price.cacheReadPerMillion()).multiply(BigDecimal.valueOf(cacheRead)))
                .divide(MILLION)
                .doubleValue();
    }

    /** Sums over all series of a counter, in the last export. */
    private static Map<String, Double> sums(OtlpReceiver receiver) {
        return receiver.metrics().getLast().getScopeMetricsList().stream()
                .flatMap(scope -> scope.getMetricsList().stream())
                .filter(Metric::hasSum)
                .collect(groupingBy(
                        Metric::getName,
                        summingDouble(metric -> total(metric.getSum().getDataPointsList()))));
    }

    /** Tokens as version 1.36 of the conventions counts them, in the last export. */
    private static double olderSum(OtlpReceiver receiver) {
        return receiver.metrics().getLast().getScopeMetricsList().stream()
                .flatMap(scope -> scope.getMetricsList().stream())
                .filter(metric -> metric.getName().equals(LegacyCatalog.TOKEN_USAGE.name()))
                .flatMap(metric -> metric.getHistogram().getDataPointsList().stream())
                .mapToDouble(HistogramDataPoint::getSum)
                .sum();
    }

    private static double total(List<NumberDataPoint> points) {
        return points.stream()
                .mapToDouble(point -> point.hasAsInt() ? point.getAsInt() : point.getAsDouble())
                .sum();
    }
}
