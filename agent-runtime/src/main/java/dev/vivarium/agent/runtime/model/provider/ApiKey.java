package dev.vivarium.agent.runtime.model.provider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A key in a file that is read at each use, so that a rotated secret needs no restart. */
record ApiKey(Path file) {
    /** @throws UnreadableException when the file cannot be read or is empty */
    String read() {
        String key;
        try {
            key = Files.readString(file).strip();
        } catch (IOException e) {
            throw new UnreadableException("the API key file " + file + " cannot be read", e);
        }
        if (key.isEmpty()) {
            throw new UnreadableException("the API key file " + file + " is empty", null);
        }
        return key;
    }

    static final class UnreadableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnreadableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
