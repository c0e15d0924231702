package dev.vivarium.demo.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivarium.api.v1alpha1.ModelPrice;
import dev.vivarium.api.v1alpha1.PricingSpec;
import dev.vivarium.demo.prometheus.Sample;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerCheckTest {
    private static final Prices PRICES = new Prices(new PricingSpec(
            List.of(
                    price("sim-*", "1", "2", null),
                    price("sim-large*", "9", "9", null),
                    price("sim-large", "3.00", "15.00", "0.30")),
            null));
    private static final Map<String, List<Ledger.Line>> LEDGERS =
            Map.of("pod", List.of(new Ledger.Line("sim-large", 2, 1000, 100, 400, 0, 10)));

    private final Map<Metric, List<Sample>> samples = new HashMap<>();

    @Test
    void isEqualWhenEveryFigureIs() {
        allEqual();

        var rows = LedgerCheck.compare(LEDGERS, Set.of(), samples, PRICES);

        assertThat(LedgerCheck.difference(rows)).isEmpty();
        assertThat(rows)
                .extracting(LedgerCheck.Row::figure)
                .containsExactly(
                        "calls",
                        "input_tokens",
                        "output_tokens",
                        "cache_read.input_tokens",
                        "cache_write.input_tokens",
                        "reasoning.output_tokens",
                        "cost in USD");
    }

    @Test
    void seesOneTokenOfDifference() {
        allEqual();
        sample(Catalog.OUTPUT_TOKENS, "101");

        assertThat(LedgerCheck.difference(LedgerCheck.compare(LEDGERS, Set.of(), samples, PRICES)))
                .contains("output_tokens of sim-large in pod: the provider says 100, Prometheus 101");
    }

    @Test
    void seesACostThatIsWrongButNotTheRoundingOfDoubles() {
        allEqual();
        sample(Catalog.COST_USD, "0.0034199999999999999");
        assertThat(LedgerCheck.difference(LedgerCheck.compare(LEDGERS, Set.of(), samples, PRICES)))
                .isEmpty();
        sample(Catalog.COST_USD, "0.003420001");
        assertThat(LedgerCheck.difference(LedgerCheck.compare(LEDGERS, Set.of(), samples, PRICES)))
                .isPresent();
    }

    @Test
    void comparesTheSumsButNotTheCallsOfAPodThatWasKilled() {
        allEqual();
        sample(Catalog.INFERENCE_DURATION, "1");
        assertThat(LedgerCheck.difference(LedgerCheck.compare(LEDGERS, Set.of("pod"), samples, PRICES)))
                .isEmpty();
        sample(Catalog.INPUT_TOKENS, "999");
        assertThat(LedgerCheck.difference(LedgerCheck.compare(LEDGERS, Set.of("pod"), samples, PRICES)))
                .isPresent();
    }

    @Test
    void seesSeriesThatAreMissing() {
        assertThat(LedgerCheck.difference(LedgerCheck.compare(LEDGERS, Set.of(), Map.of(), PRICES)))
                .contains("calls of sim-large in pod: the provider says 2, Prometheus 0");
    }

    @Test
    void findsThePriceOfTheExactNameThenOfTheLongestPattern() {
        assertThat(PRICES.find("simulated", "sim-large").orElseThrow().input()).isEqualByComparingTo("3");
        assertThat(PRICES.find("simulated", "sim-large-2").orElseThrow().input())
                .isEqualByComparingTo("9");
        assertThat(PRICES.find("simulated", "sim-x").orElseThrow().cacheRead()).isEqualByComparingTo("1");
        assertThat(PRICES.find("simulated", "other")).isEmpty();
        assertThat(PRICES.find("openai", "sim-large")).isEmpty();
    }

    @Test
    void readsWhatAnAgentShows() {
        assertThat(Ledger.parse("""
                {"models":[{"model":"sim-large","calls":2,"inputTokens":1000,"outputTokens":100,
                  "cacheReadInputTokens":400,"cacheWriteInputTokens":0,"reasoningOutputTokens":10}]}""")).isEqualTo(LEDGERS.get("pod"));
        assertThatThrownBy(() -> Ledger.parse("Not Found")).hasMessageContaining("the ledger cannot be read");
    }

    private void allEqual() {
        sample(Catalog.INFERENCE_DURATION, "2");
        sample(Catalog.INPUT_TOKENS, "1000");
        sample(Catalog.OUTPUT_TOKENS, "1e+02");
        sample(Catalog.CACHE_READ_TOKENS, "400");
        sample(Catalog.REASONING_TOKENS, "10");
        sample(Catalog.COST_USD, "0.00342");
    }

    private void sample(Metric metric, String value) {
        samples.put(
                metric, List.of(new Sample(Map.of("k8s_pod_name", "pod", "gen_ai_request_model", "sim-large"), value)));
    }

    private static ModelPrice price(String model, String input, String output, String cacheRead) {
        return new ModelPrice("simulated", model, input, output, cacheRead, null, null);
    }
}
