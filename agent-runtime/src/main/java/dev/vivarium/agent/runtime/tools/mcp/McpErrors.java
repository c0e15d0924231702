package dev.vivarium.agent.runtime.tools.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.langchain4j.exception.ToolArgumentsException;
import dev.vivarium.agent.runtime.tools.ToolErrorType;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.util.concurrent.TimeoutException;

/** Puts whatever the client library throws into the closed set of tool errors. */
final class McpErrors {
    private static final int LONGEST_REASON = 300;

    private McpErrors() {}

    static ToolErrorType type(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case InterruptedException e -> {
                    return ToolErrorType.CANCELLED;
                }
                case TimeoutException e -> {
                    return ToolErrorType.TIMEOUT;
                }
                case AnswerTooLargeException e -> {
                    return ToolErrorType.ANSWER_TOO_LARGE;
                }
                // Jackson's exceptions are IOExceptions too.
                case JsonProcessingException e -> {
                    return failure instanceof ToolArgumentsException
                            ? ToolErrorType.INVALID_ARGUMENTS
                            : ToolErrorType.PROTOCOL_ERROR;
                }
                case IOException e -> {
                    return ToolErrorType.UNREACHABLE;
                }
                case ToolArgumentsException e -> {
                    return ToolErrorType.INVALID_ARGUMENTS;
                }
                default -> {}
            }
        }
        return ToolErrorType.PROTOCOL_ERROR;
    }

    /** Whether it is certain that the server did not do what it was asked: there was no connection, or it refused the message for its session. */
    static boolean neverRan(Throwable failure) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof HttpConnectTimeoutException
                    || cause instanceof SessionLostException) {
                return true;
            }
        }
        return false;
    }

    /** Why it failed, in one line for people: the innermost reason that says something. */
    static String reason(Throwable failure) {
        var reason = failure.toString();
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                reason = "no connection, " + (cause.getMessage() == null ? "refused" : cause.getMessage());
                break;
            }
            if (cause.getMessage() != null) {
                reason = cause.getMessage();
            } else if (cause.getCause() == null) {
                reason = cause.getClass().getSimpleName();
            }
        }
        var oneLine = reason.replaceAll("\\s+", " ").strip();
        return oneLine.length() <= LONGEST_REASON ? oneLine : oneLine.substring(0, LONGEST_REASON) + "...";
    }
}
