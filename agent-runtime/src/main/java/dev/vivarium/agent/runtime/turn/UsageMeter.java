package dev.vivarium.agent.runtime.turn;

import dev.vivarium.agent.contract.TurnReply.Usage;
import dev.vivarium.agent.runtime.model.TokenCounts;
import java.math.BigDecimal;
import java.util.Optional;

/** Adds up what one turn uses, on the turn's own thread. */
final class UsageMeter {
    private int llmCalls;
    private int toolCalls;
    private long inputTokens;
    private long outputTokens;
    private BigDecimal costUsd = BigDecimal.ZERO;
    private boolean unpriced;

    void modelCalled() {
        llmCalls++;
    }

    /** @param cost in US dollars, empty when it is not known */
    void modelUsed(TokenCounts tokens, Optional<BigDecimal> cost) {
        inputTokens += tokens.input();
        outputTokens += tokens.output();
        cost.ifPresentOrElse(usd -> costUsd = costUsd.add(usd), () -> unpriced = true);
    }

    void toolsCalled(int number) {
        toolCalls += number;
    }

    int llmCalls() {
        return llmCalls;
    }

    int toolCalls() {
        return toolCalls;
    }

    /** The cost is null when that of a call is not known, or when there was no call. */
    Usage usage() {
        var cost =
                unpriced || llmCalls == 0 ? null : costUsd.stripTrailingZeros().toPlainString();
        return new Usage(llmCalls, toolCalls, inputTokens, outputTokens, cost);
    }
}
