package dev.vivarium.agent.runtime.tools;

/** The closed set of reasons why a tool call fails in this agent; a delegation adds those of the sub-agent's own turn. */
public enum ToolErrorType {
    /** The model asked for a tool that it was not offered. */
    UNKNOWN_TOOL("unknown_tool"),
    /** The model's arguments are not a JSON object, do not fit the tool's schema, or are not accepted by the tool. */
    INVALID_ARGUMENTS("invalid_arguments"),
    /** The tool ran and says that it failed. */
    TOOL_ERROR("tool_error"),
    /** The server cannot be reached, or the connection broke. */
    UNREACHABLE("unreachable"),
    /** The server's answer is not what the protocol says, or an error of the protocol. */
    PROTOCOL_ERROR("protocol_error"),
    /** The server's answer is larger than what is read of one. The tool ran, it may be. */
    ANSWER_TOO_LARGE("answer_too_large"),
    TIMEOUT("timeout"),
    /** The turn was given up while the tool ran. */
    CANCELLED("cancelled"),
    /** A defect of the agent. */
    INTERNAL("internal");

    private final String value;

    ToolErrorType(String value) {
        this.value = value;
    }

    public String value() {
        return value;
    }
}
