package dev.vivarium.agent.runtime.turn;

import dev.vivarium.agent.contract.TurnErrorType;

/** Ends a turn without an output. The message is a sentence for the caller. */
final class TurnFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final TurnErrorType type;

    TurnFailedException(TurnErrorType type, String message) {
        super(message);
        this.type = type;
    }

    TurnErrorType type() {
        return type;
    }
}
