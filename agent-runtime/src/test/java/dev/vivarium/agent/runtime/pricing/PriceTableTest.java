package dev.vivarium.agent.runtime.pricing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration.Price;
import dev.vivarium.agent.contract.AgentConfigurationYaml;
import dev.vivarium.agent.contract.PriceList;
import dev.vivarium.agent.runtime.config.PriceFile;
import dev.vivarium.agent.runtime.model.TokenCounts;
import dev.vivarium.agent.runtime.testing.Configurations;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
            price("a.c", "8", null),
            price("glob-*-large-version", "9", null),
            price("glob-*", "10", null),
            price("*-of-any-length-whatever", "11", null));

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
        "glob-x-large-version, 2026-01-01, 10",
        "glob-of-any-length-whatever, 2026-01-01, 10",
        "some-of-any-length-whatever, 2026-01-01, 11",
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

    @Test
    void aPriceTakesEffectAtMidnightWithoutARestart() {
        var clock = new SettableClock("2026-05-31T23:59:59.999Z");
        var table = new PriceTable(Optional::empty, new PriceList(PRICES, List.of()), clock);
        assertThat(input(table, "next")).contains("7");
        clock.set("2026-06-01T00:00:00Z");
        assertThat(input(table, "next")).contains("6");
    }

    @Test
    void aPriceOfTheStackGoesBeforeAnyThatIsShipped() {
        var list = new PriceList(
                List.of(price("gpt-*", "1", null), price("later", "2", "2026-06-01")),
                List.of(price("gpt-large-1", "3", null), price("later", "4", null), price("other", "5", null)));
        var clock = new SettableClock("2026-05-01T00:00:00Z");
        var table = new PriceTable(Optional::empty, list, clock);
        assertThat(input(table, "gpt-large-1")).contains("1");
        assertThat(input(table, "later")).contains("4");
        assertThat(input(table, "other")).contains("5");
        clock.set("2026-06-01T00:00:00Z");
        assertThat(input(table, "later")).contains("2");
    }

    @Test
    void pricesThatChangeInTheFileHoldFromThen(@TempDir Path directory) throws IOException {
        var clock = new SettableClock("2026-05-01T00:00:00Z");
        var file = directory.resolve("pricing.yaml");
        var table = new PriceTable(
                Configurations.with(Configurations.simulatedModel(), null, List.of(price("m", "1", null))),
                new PriceFile(file, clock),
                clock);
        assertThat(input(table, "m")).contains("1");
        write(file, price("m", "2", null));
        clock.advance(Duration.ofSeconds(2));
        assertThat(input(table, "m")).contains("2");
        write(file, price("m", "3", null), price("n", "0", null));
        clock.advance(Duration.ofSeconds(2));
        assertThat(input(table, "m")).contains("3");
        assertThat(input(table, "n")).contains("0");
        for (var broken : List.of("prices: 5", "prices: [{provider: p, model: m, inputPerMillion: cheap}]", "")) {
            Files.writeString(file, broken);
            clock.advance(Duration.ofSeconds(2));
            assertThat(input(table, "m")).as(broken).contains("3");
        }
        write(file);
        clock.advance(Duration.ofSeconds(2));
        assertThat(input(table, "m")).isEmpty();
        Files.delete(file);
        clock.advance(Duration.ofSeconds(2));
        assertThat(input(table, "m")).isEmpty();
    }

    private static void write(Path file, Price... prices) throws IOException {
        Files.writeString(file, new AgentConfigurationYaml().write(new PriceList(List.of(prices), List.of())));
    }

    private static Optional<String> input(PriceTable table, String model) {
        return table.rate("p", model).map(rate -> rate.input().toPlainString());
    }

    private static PriceTable table(String day) {
        return new PriceTable(Optional::empty, new PriceList(PRICES, List.of()), new SettableClock(day + "T00:00:00Z"));
    }

    private static final class SettableClock extends Clock {
        private Instant now;

        SettableClock(String now) {
            set(now);
        }

        void set(String time) {
            now = Instant.parse(time);
        }

        void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    private static Price price(String model, String input, String effectiveFrom) {
        return new Price("p", model, input, "1", null, null, effectiveFrom);
    }
}
