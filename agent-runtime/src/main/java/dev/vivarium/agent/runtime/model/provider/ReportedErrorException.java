package dev.vivarium.agent.runtime.model.provider;

import dev.vivarium.agent.runtime.model.ModelErrorType;

/** A provider said in the middle of an answer, whose status was success, that it fails. */
final class ReportedErrorException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ModelErrorType type;

    ReportedErrorException(ModelErrorType type, String message) {
        super(message);
        this.type = type;
    }

    ModelErrorType type() {
        return type;
    }
}
