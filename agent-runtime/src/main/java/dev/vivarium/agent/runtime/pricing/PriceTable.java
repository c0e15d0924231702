package dev.vivarium.agent.runtime.pricing;

import dev.vivarium.agent.contract.AgentConfiguration;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The stack's price table. An exact model name goes before a longer pattern before a shorter one; among equals the price that took effect last, of those
 * that are in effect today (UTC), holds.
 */
@Singleton
public class PriceTable {
    private final List<Entry> entries;
    private final Clock clock;

    @Inject
    public PriceTable(AgentConfiguration configuration, Clock clock) {
        this(configuration.pricing(), clock);
    }

    PriceTable(List<AgentConfiguration.Price> prices, Clock clock) {
        this.clock = clock;
        entries = prices.stream()
                .map(Entry::of)
                .sorted(Comparator.comparing(Entry::exact)
                        .thenComparing(Entry::literals)
                        .thenComparing(Entry::effectiveFrom)
                        .reversed())
                .toList();
    }

    /** The rate that holds now, or nothing when the model has no price. */
    public Optional<ModelRate> rate(String provider, String model) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return entries.stream()
                .filter(entry -> entry.provider.equals(provider))
                .filter(entry -> entry.pattern.matcher(model).matches())
                .filter(entry -> !entry.effectiveFrom.isAfter(today))
                .map(Entry::rate)
                .findFirst();
    }

    private record Entry(
            String provider, boolean exact, int literals, LocalDate effectiveFrom, Pattern pattern, ModelRate rate) {
        static Entry of(AgentConfiguration.Price price) {
            var model = price.model();
            var pattern = Stream.of(model.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
            return new Entry(
                    price.provider(),
                    model.indexOf('*') < 0,
                    model.replace("*", "").length(),
                    price.effectiveFrom() == null ? LocalDate.MIN : LocalDate.parse(price.effectiveFrom()),
                    Pattern.compile(pattern, Pattern.DOTALL),
                    ModelRate.of(price));
        }
    }
}
