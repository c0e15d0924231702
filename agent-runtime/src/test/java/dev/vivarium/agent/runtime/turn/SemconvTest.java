package dev.vivarium.agent.runtime.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration.Semconv;
import dev.vivarium.agent.runtime.model.simulated.ServedLedger;
import dev.vivarium.agent.runtime.model.simulated.SimulatedModel;
import dev.vivarium.agent.runtime.testing.Configurations;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.LegacyCatalog;
import dev.vivarium.telemetry.Metric;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.metrics.data.MetricData;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An agent names its telemetry by the conventions that it is told, and says the same by each. */
class SemconvTest {
    private static final Set<String> LEGACY = names(LegacyCatalog.all());
    private static final Set<String> REPLACED = names(LegacyCatalog.replaced());

    private final ServedLedger ledger = new ServedLedger();

    @ParameterizedTest
    @EnumSource(Semconv.class)
    void eachMeasurementHasTheNamesOfTheConventionsThatAreAskedFor(Semconv semconv) {
        var standard = emitted(agent(Semconv.LATEST));
        var expected = Stream.concat(
                        standard.stream().filter(name -> semconv != Semconv.LEGACY || !REPLACED.contains(name)),
                        LEGACY.stream().filter(name -> semconv != Semconv.LATEST))
                .collect(Collectors.toSet());
        assertThat(standard).containsAll(REPLACED).doesNotContainAnyElementsOf(LEGACY);
        assertThat(emitted(agent(semconv))).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Semconv.class)
    void spansNameTheProviderByTheConventionsThatAreAskedFor(Semconv semconv) {
        var chats = agent(semconv).telemetry.spans().stream()
                .filter(span -> span.getName().startsWith("chat "))
                .toList();
        assertThat(chats).isNotEmpty().allSatisfy(span -> {
            var attributes = span.getAttributes();
            var provider = attributes.get(AttributeKey.stringKey(Attribute.PROVIDER_NAME.key()));
            var system = attributes.get(AttributeKey.stringKey("gen_ai.system"));
            assertThat(provider).isEqualTo(semconv == Semconv.LEGACY ? null : "simulated");
            assertThat(system).isEqualTo(semconv == Semconv.LATEST ? null : "simulated");
            var input = attributes.get(AttributeKey.longKey("gen_ai.usage.input_tokens"));
            var prompt = attributes.get(AttributeKey.longKey("gen_ai.usage.prompt_tokens"));
            assertThat(input).isPositive();
            assertThat(prompt).isEqualTo(semconv == Semconv.LATEST ? null : input);
        });
    }

    @Test
    void legacyMetricsAreAsTheirCatalogueSaysAndSayTheSame() {
        var agent = agent(Semconv.BOTH);
        assertThat(LegacyCatalog.all()).allSatisfy(metric -> {
            var data = agent.telemetry.metrics().stream()
                    .filter(emitted -> emitted.getName().equals(metric.name()))
                    .findFirst()
                    .orElseThrow();
            assertThat(data.getUnit()).isEqualTo(metric.unit());
            assertThat(data.getHistogramData().getPoints()).allSatisfy(point -> {
                assertThat(point.getBoundaries()).isEqualTo(metric.boundaries());
                assertThat(metric.attributes().stream().map(Attribute::key))
                        .containsAll(point.getAttributes().asMap().keySet().stream()
                                .map(AttributeKey::getKey)
                                .toList());
            });
        });
        var served = ledger.lines().getFirst();
        assertThat(agent.telemetry.sum(LegacyCatalog.TOKEN_USAGE))
                .isEqualTo(served.inputTokens() + served.outputTokens());
        assertThat(agent.telemetry.values(LegacyCatalog.TOKEN_USAGE).values()).containsOnly((double) served.calls());
        assertThat(agent.telemetry.values(LegacyCatalog.OPERATION_DURATION).values())
                .containsExactly((double) served.calls());
    }

    private AgentUnderTest agent(Semconv semconv) {
        var agent = new AgentUnderTest(Configurations.simulated(semconv), new SimulatedModel("sim-large", 0, ledger));
        for (var input : List.of("Hello", "What else?")) {
            assertThat(agent.ask("c", input).error()).isNull();
        }
        return agent;
    }

    private static Set<String> emitted(AgentUnderTest agent) {
        return agent.telemetry.metrics().stream().map(MetricData::getName).collect(Collectors.toSet());
    }

    private static Set<String> names(Collection<Metric> metrics) {
        return metrics.stream().map(Metric::name).collect(Collectors.toSet());
    }
}
