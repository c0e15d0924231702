package dev.vivarium.agent.runtime.tools.mcp;

import java.io.IOException;

/** The server's answer was given up because there is too much of it; what was asked was done, it may be. */
final class AnswerTooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    AnswerTooLargeException(long most) {
        super("the server's answer has more than " + most + " bytes");
    }
}
