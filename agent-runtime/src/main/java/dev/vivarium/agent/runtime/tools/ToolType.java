package dev.vivarium.agent.runtime.tools;

/** Where a tool runs; the value of {@code gen_ai.tool.type}. */
public enum ToolType {
    /** On an MCP server. */
    EXTENSION("extension"),
    /** In this agent: a delegation. */
    FUNCTION("function");

    private final String value;

    ToolType(String value) {
        this.value = value;
    }

    public String value() {
        return value;
    }
}
