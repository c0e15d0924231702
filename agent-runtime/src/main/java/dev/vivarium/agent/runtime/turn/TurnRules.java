package dev.vivarium.agent.runtime.turn;

import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnRequest;

/** What a request must have to become a turn. Who may delegate is the bus' to know. */
final class TurnRules {
    /** In characters; far beyond any model's context. */
    static final int LONGEST_INPUT = 500_000;

    private TurnRules() {}

    static void check(TurnRequest request) throws TurnFailedException {
        var problems = request.problems();
        if (!problems.isEmpty()) {
            throw new TurnFailedException(TurnErrorType.INVALID_REQUEST, String.join("; ", problems));
        }
        if (request.input().length() > LONGEST_INPUT) {
            throw new TurnFailedException(
                    TurnErrorType.INVALID_REQUEST,
                    "input: has %d characters, more than the %d that are taken"
                            .formatted(request.input().length(), LONGEST_INPUT));
        }
    }
}
