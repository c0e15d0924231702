package dev.vivarium.agent.runtime.tools.mcp;

import java.io.IOException;

/** Whoever got the message is not there any more; whether it did what it was asked is not known. */
final class ServerGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ServerGoneException(String message) {
        super(message);
    }
}
