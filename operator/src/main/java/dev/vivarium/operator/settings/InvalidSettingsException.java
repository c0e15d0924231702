package dev.vivarium.operator.settings;

import java.util.List;

/** The operator was started with settings that it cannot work with; the message names each, its value and what is expected. */
public final class InvalidSettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidSettingsException(List<String> problems) {
        super("invalid settings: " + String.join("; ", problems));
    }
}
