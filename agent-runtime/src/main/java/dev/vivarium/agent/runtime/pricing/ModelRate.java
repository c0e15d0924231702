package dev.vivarium.agent.runtime.pricing;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.TokenCounts;
import java.math.BigDecimal;

/** Prices of a model in US dollars per million tokens. */
public record ModelRate(BigDecimal input, BigDecimal output, BigDecimal cacheRead, BigDecimal cacheWrite) {
    private static final int DECIMALS_OF_A_MILLION = 6;

    static ModelRate of(AgentConfiguration.Price price) {
        var input = new BigDecimal(price.inputPerMillion());
        return new ModelRate(
                input,
                new BigDecimal(price.outputPerMillion()),
                price.cacheReadPerMillion() == null ? input : new BigDecimal(price.cacheReadPerMillion()),
                price.cacheWritePerMillion() == null ? input : new BigDecimal(price.cacheWritePerMillion()));
    }

    /** The exact cost: tokens read from or written to the cache are paid at their own price and not once more as input. */
    public Cost cost(TokenCounts tokens) {
        return new Cost(
                perMillion(input, tokens.uncachedInput()),
                perMillion(output, tokens.output()),
                perMillion(cacheRead, tokens.cacheRead()),
                perMillion(cacheWrite, tokens.cacheWrite()));
    }

    private static BigDecimal perMillion(BigDecimal price, long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens)).movePointLeft(DECIMALS_OF_A_MILLION);
    }
}
