package dev.vivarium.agent.runtime.pricing;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.PriceList;
import dev.vivarium.agent.runtime.config.PriceFile;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The prices that hold now; see {@link PriceList} for which of them holds for a model. Days begin at midnight UTC, and a price holds from the first moment of its
 * day until another one of the same name takes effect.
 */
@Singleton
public class PriceTable {
    private final Supplier<Optional<PriceList>> source;
    private final PriceList fallback;
    private final Clock clock;
    private volatile Entries entries = new Entries(null, List.of(), List.of());

    /** @param file prices that may change; the configuration's hold as long as there are none */
    @Inject
    public PriceTable(AgentConfiguration configuration, PriceFile file, Clock clock) {
        this((Supplier<Optional<PriceList>>) file, new PriceList(configuration.pricing(), List.of()), clock);
    }

    public PriceTable(AgentConfiguration configuration, Clock clock) {
        this(Optional::empty, new PriceList(configuration.pricing(), List.of()), clock);
    }

    PriceTable(Supplier<Optional<PriceList>> source, PriceList fallback, Clock clock) {
        this.source = source;
        this.fallback = fallback;
        this.clock = clock;
    }

    /** The rate that holds now, or nothing when the model has no price. */
    public Optional<ModelRate> rate(String provider, String model) {
        var today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        var current = entries();
        return find(current.prices, provider, model, today)
                .or(() -> find(current.defaults, provider, model, today))
                .map(Entry::rate);
    }

    private Entries entries() {
        var list = source.get().orElse(fallback);
        var current = entries;
        if (current.list != list) {
            current = new Entries(list, sorted(list.prices()), sorted(list.defaults()));
            entries = current;
        }
        return current;
    }

    private static Optional<Entry> find(List<Entry> entries, String provider, String model, LocalDate today) {
        return entries.stream()
                .filter(entry -> entry.provider.equals(provider))
                .filter(entry -> entry.pattern.matcher(model).matches())
                .filter(entry -> !entry.effectiveFrom.isAfter(today))
                .findFirst();
    }

    /** Those that go before others first. */
    private static List<Entry> sorted(List<AgentConfiguration.Price> prices) {
        return prices.stream()
                .map(Entry::of)
                .sorted(Comparator.comparing(Entry::form)
                        .thenComparing(Comparator.comparing(Entry::literals).reversed())
                        .thenComparing(
                                Comparator.comparing(Entry::effectiveFrom).reversed()))
                .toList();
    }

    private record Entries(PriceList list, List<Entry> prices, List<Entry> defaults) {}

    /** In the order of precedence. */
    private enum Form {
        EXACT,
        PREFIX,
        GLOB;

        static Form of(String model) {
            var star = model.indexOf('*');
            if (star < 0) {
                return EXACT;
            }
            return star == model.length() - 1 ? PREFIX : GLOB;
        }
    }

    private record Entry(
            String provider, Form form, int literals, LocalDate effectiveFrom, Pattern pattern, ModelRate rate) {
        static Entry of(AgentConfiguration.Price price) {
            var model = price.model();
            var pattern = Stream.of(model.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
            return new Entry(
                    price.provider(),
                    Form.of(model),
                    model.replace("*", "").length(),
                    price.effectiveFrom() == null ? LocalDate.MIN : LocalDate.parse(price.effectiveFrom()),
                    Pattern.compile(pattern, Pattern.DOTALL),
                    ModelRate.of(price));
        }
    }
}
