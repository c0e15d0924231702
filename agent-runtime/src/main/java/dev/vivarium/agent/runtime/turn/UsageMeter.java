package dev.vivarium.agent.runtime.turn;

import dev.vivarium.agent.contract.TurnReply.Usage;
import dev.vivarium.agent.runtime.model.MeteredModel;
import java.math.BigDecimal;

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

    void answered(MeteredModel.Answer answer) {
        inputTokens += answer.reply().tokens().input();
        outputTokens += answer.reply().tokens().output();
        answer.costUsd().ifPresentOrElse(cost -> costUsd = costUsd.add(cost), () -> unpriced = true);
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

    /** The cost is null when a call had no price, or when there was none. */
    Usage usage() {
        var cost =
                unpriced || llmCalls == 0 ? null : costUsd.stripTrailingZeros().toPlainString();
        return new Usage(llmCalls, toolCalls, inputTokens, outputTokens, cost);
    }
}
