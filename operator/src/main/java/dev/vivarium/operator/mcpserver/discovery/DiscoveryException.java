package dev.vivarium.operator.mcpserver.discovery;

import java.io.IOException;

/** What answers does not speak MCP, or says too much; the message tells what it did. */
final class DiscoveryException extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean tooMuch;

    private DiscoveryException(String message, boolean tooMuch) {
        super(message);
        this.tooMuch = tooMuch;
    }

    static DiscoveryException notMcp(String message) {
        return new DiscoveryException(message, false);
    }

    static DiscoveryException tooMuch(String message) {
        return new DiscoveryException(message, true);
    }

    boolean isTooMuch() {
        return tooMuch;
    }
}
