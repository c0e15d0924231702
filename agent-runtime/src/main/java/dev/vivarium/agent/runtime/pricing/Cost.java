package dev.vivarium.agent.runtime.pricing;

import java.math.BigDecimal;

/** What a call of a model cost, in US dollars, by what was paid for. No token is in two of the parts. */
public record Cost(BigDecimal input, BigDecimal output, BigDecimal cacheRead, BigDecimal cacheWrite) {
    public BigDecimal total() {
        return input.add(output).add(cacheRead).add(cacheWrite);
    }
}
