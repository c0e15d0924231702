package dev.vivarium.demo.report;

import dev.vivarium.api.v1alpha1.ModelPrice;
import dev.vivarium.api.v1alpha1.PricingSpec;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** The stack's price table, read for the check of the costs: exact names go before prefixes before other patterns, longer ones before shorter ones. */
public final class Prices {
    private static final int MILLION_DIGITS = 6;

    private final PricingSpec pricing;

    public Prices(PricingSpec pricing) {
        this.pricing = pricing;
    }

    /** US dollars per million tokens. */
    public record Price(BigDecimal input, BigDecimal output, BigDecimal cacheRead, BigDecimal cacheWrite) {
        /** US dollars for token counts of which those of the cache are part of the input. */
        public BigDecimal of(long inputTokens, long outputTokens, long cacheReadTokens, long cacheWriteTokens) {
            var plain = inputTokens - cacheReadTokens - cacheWriteTokens;
            return input.multiply(BigDecimal.valueOf(plain))
                    .add(output.multiply(BigDecimal.valueOf(outputTokens)))
                    .add(cacheRead.multiply(BigDecimal.valueOf(cacheReadTokens)))
                    .add(cacheWrite.multiply(BigDecimal.valueOf(cacheWriteTokens)))
                    .movePointLeft(MILLION_DIGITS);
        }
    }

    public Optional<Price> find(String provider, String model) {
        return pricing.models().stream()
                .filter(price -> price.provider().equals(provider) && matches(price.model(), model))
                .max(Comparator.comparing((ModelPrice price) -> price.model().equals(model))
                        .thenComparing(price ->
                                price.model().indexOf('*') == price.model().length() - 1)
                        .thenComparing(price -> price.model().length()))
                .map(Prices::price);
    }

    private static boolean matches(String pattern, String model) {
        var parts = pattern.split("\\*", -1);
        var expression = new StringBuilder();
        for (var i = 0; i < parts.length; i++) {
            expression.append(i > 0 ? ".*" : "").append(Pattern.quote(parts[i]));
        }
        return model.matches(expression.toString());
    }

    private static Price price(ModelPrice price) {
        var input = new BigDecimal(price.inputPerMillion());
        return new Price(
                input,
                new BigDecimal(price.outputPerMillion()),
                price.cacheReadPerMillion() == null ? input : new BigDecimal(price.cacheReadPerMillion()),
                price.cacheWritePerMillion() == null ? input : new BigDecimal(price.cacheWritePerMillion()));
    }
}
