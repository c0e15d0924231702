package dev.vivarium.agent.runtime.tools.mcp;

import java.io.IOException;

/** The server does not know the session, so it did not look at the message either: it may be sent again in a new session. */
final class SessionLostException extends IOException {
    private static final long serialVersionUID = 1L;

    SessionLostException() {
        super("the server does not know the session");
    }
}
