package dev.vivarium.agent.runtime.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.runtime.model.simulated.ServedLedger;
import dev.vivarium.agent.runtime.model.simulated.SimulatedModel;
import dev.vivarium.agent.runtime.testing.Configurations;
import dev.vivarium.agent.runtime.tools.ToolErrorType;
import dev.vivarium.agent.runtime.tools.ToolResult;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import dev.vivarium.telemetry.Source;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.data.PointData;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What an agent emits is what the catalogue says, and adds up to what the provider served. */
class ConformanceTest {
    /** Metrics of which a part of the runtime outside of this test is the source. */
    private static final Set<Metric> OF_OTHERS = Set.of(
            Catalog.MCP_CLIENT_DURATION,
            Catalog.SENT_MESSAGES,
            Catalog.CONSUMED_MESSAGES,
            Catalog.MESSAGING_DURATION,
            Catalog.PROCESS_DURATION,
            Catalog.ACTIVE_MESSAGES,
            Catalog.DISPATCH_DURATION,
            Catalog.SUBAGENT_ACTIVE,
            Catalog.SUBAGENT_DURATION,
            Catalog.SUBAGENT_FAILURES);

    /** Binary fractions add up to decimal ones but for the last digits. */
    private static final Offset<BigDecimal> ROUNDING = Offset.offset(new BigDecimal("1e-12"));

    private final ServedLedger ledger = new ServedLedger();
    private final AgentUnderTest agent = new AgentUnderTest(
                    Configurations.simulated(), new SimulatedModel("sim-large", 0, ledger))
            .withTool("calculate", call -> ToolResult.of("4"))
            .withTool("current_time", call -> ToolResult.failed(ToolErrorType.TOOL_ERROR, "no clock"));

    @Test
    void emitsTheCatalogueAndNothingElse() {
        runTurns();
        var emitted =
                agent.telemetry.metrics().stream().collect(Collectors.toMap(MetricData::getName, Function.identity()));
        var expected = Catalog.from(Source.RUNTIME)
                .filter(metric -> !OF_OTHERS.contains(metric))
                .collect(Collectors.toMap(Metric::name, Function.identity()));
        assertThat(emitted.keySet()).isEqualTo(expected.keySet());
        expected.forEach((name, metric) -> {
            var always = metric.attributes().stream()
                    .filter(attribute -> attribute != Attribute.ERROR_TYPE)
                    .map(Attribute::key)
                    .toList();
            assertThat(emitted.get(name).getUnit()).as(name).isEqualTo(metric.unit());
            assertThat(keys(emitted.get(name)))
                    .as(name)
                    .containsAll(always)
                    .isSubsetOf(metric.attributes().stream().map(Attribute::key).toList());
        });
    }

    @Test
    void countersAreThereBeforeTheFirstTurn() {
        assertThat(agent.telemetry.values(Catalog.TURNS))
                .isEqualTo(Map.of(
                        "gen_ai.agent.name=rockbot vivarium.turn.origin=user", 0.0,
                        "gen_ai.agent.name=rockbot vivarium.turn.origin=delegated", 0.0));
        assertThat(agent.telemetry.values(Catalog.COST_USD).values()).containsExactly(0.0, 0.0, 0.0, 0.0);
        for (var tokens : List.of(
                Catalog.INPUT_TOKENS,
                Catalog.OUTPUT_TOKENS,
                Catalog.CACHE_READ_TOKENS,
                Catalog.CACHE_WRITE_TOKENS,
                Catalog.REASONING_TOKENS)) {
            assertThat(agent.telemetry.values(tokens).values())
                    .as(tokens.name())
                    .containsExactly(0.0);
        }
        // Also of a model that has a price, which may lose it, or whose provider may not say what a call used.
        assertThat(agent.telemetry.values(Catalog.UNPRICED_CALLS).values()).containsExactly(0.0);
    }

    @Test
    void tokensAndCostAddUpToWhatWasServed() {
        var costInReplies = runTurns();
        var served = ledger.lines().getFirst();
        assertThat(sum(Catalog.INPUT_TOKENS)).isEqualTo(served.inputTokens());
        assertThat(sum(Catalog.OUTPUT_TOKENS)).isEqualTo(served.outputTokens());
        assertThat(sum(Catalog.CACHE_READ_TOKENS)).isEqualTo(served.cacheReadInputTokens());
        assertThat(sum(Catalog.REASONING_TOKENS)).isEqualTo(served.reasoningOutputTokens());
        assertThat(sum(Catalog.INFERENCE_DURATION)).isEqualTo(served.calls());
        assertThat(sum(Catalog.CONTEXT_TOKENS_USED)).isEqualTo(served.calls());
        assertThat(BigDecimal.valueOf(sum(Catalog.COST_USD))).isCloseTo(costInReplies, ROUNDING);
    }

    @Test
    void aTurnIsOneTraceWithoutWhatAnybodySaid() {
        agent.ask("c", "What is 2+2?");
        var spans = agent.telemetry.spans();
        assertThat(spans)
                .extracting(span -> span.getName())
                .containsExactlyInAnyOrder(
                        "chat sim-large", "execute_tool calculate", "chat sim-large", "invoke_agent rockbot");
        var turn = spans.getLast();
        assertThat(spans.subList(0, spans.size() - 1))
                .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(turn.getSpanId()));
        assertThat(spans)
                .allSatisfy(span -> assertThat(span.getAttributes().toString()).doesNotContain("2+2"));
    }

    /** @return the cost that the replies name */
    private BigDecimal runTurns() {
        return Stream.of("Hello", "What is 2+2, and the time?", "What is 3*3?", " ")
                .map(input -> agent.ask("c", input).usage().costUsd())
                .filter(Objects::nonNull)
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private double sum(Metric metric) {
        return agent.telemetry.values(metric).values().stream()
                .mapToDouble(value -> value)
                .sum();
    }

    private static Set<String> keys(MetricData data) {
        return data.getData().getPoints().stream()
                .map(PointData::getAttributes)
                .flatMap(attributes -> attributes.asMap().keySet().stream())
                .map(AttributeKey::getKey)
                .collect(Collectors.toSet());
    }
}
