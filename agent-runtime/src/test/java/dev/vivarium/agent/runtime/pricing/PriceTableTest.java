package dev.vivarium.agent.runtime.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration.Price;
import dev.vivarium.agent.runtime.model.TokenCounts;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTableTest {
    private static final List<Price> PRICES = List.of(
            price("gpt-*", "1", null),
            price("gpt-large-*", "2", null),
            price("gpt-large-1", "3", null),
            price("gpt-large-1", "4", "2026-03-01"),
            price("gpt-large-1", "5", "2026-06-01"),
            price("next", "6", "2026-06-01"),
            price("nex*", "7", null),
            price("a.c", "8", null));

    @ParameterizedTest
    @CsvSource({
        "gpt-small, 2026-04-01, 1",
        "gpt-large-2, 2026-04-01, 2",
        "gpt-large-1, 2026-02-28, 3",
        "gpt-large-1, 2026-03-01, 4",
        "gpt-large-1, 2026-12-31, 5",
        "next, 2026-05-31, 7",
        "next, 2026-06-01, 6",
        "a.c, 2026-01-01, 8",
    })
    void theMostSpecificPriceThatIsInEffectHolds(String model, String day, BigDecimal expected) {
        assertThat(table(day).rate("p", model)).map(ModelRate::input).contains(expected);
    }

    @Test
    void otherModelsAndProvidersHaveNoPrice() {
        assertThat(table("2026-04-01").rate("p", "llama")).isEmpty();
        assertThat(table("2026-04-01").rate("q", "gpt-small")).isEmpty();
        assertThat(table("2026-04-01").rate("p", "abc")).isEmpty();
    }

    @Test
    void tokensOfTheCacheArePaidAtTheirOwnPriceAndNotTwice() {
        var rate = ModelRate.of(new Price("p", "m", "3.00", "15.00", "0.30", "3.75", null));
        var cost = rate.cost(new TokenCounts(1_000, 100, 600, 300, 50));
        assertThat(cost.input()).isEqualByComparingTo("0.0003");
        assertThat(cost.cacheRead()).isEqualByComparingTo("0.00018");
        assertThat(cost.cacheWrite()).isEqualByComparingTo("0.001125");
        assertThat(cost.output()).isEqualByComparingTo("0.0015");
        assertThat(cost.total()).isEqualByComparingTo("0.003105");
    }

    @Test
    void withoutAPriceOfItsOwnTheCacheCostsWhatInputCosts() {
        var rate = ModelRate.of(new Price("p", "m", "3", "15", null, null, null));
        assertThat(rate.cost(new TokenCounts(1_000_000, 0, 400_000, 100_000, 0)).total())
                .isEqualByComparingTo("3");
    }

    private static PriceTable table(String day) {
        return new PriceTable(PRICES, Clock.fixed(Instant.parse(day + "T00:00:00Z"), ZoneOffset.UTC));
    }

    private static Price price(String model, String input, String effectiveFrom) {
        return new Price("p", model, input, "1", null, null, effectiveFrom);
    }
}
