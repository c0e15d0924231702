package dev.vivarium.agent.runtime.tools;

/**
 * What a tool call gives back to the model.
 *
 * @param text result, or a sentence that says what went wrong
 * @param errorType class of the error from a closed set; null on success
 */
public record ToolResult(String text, String errorType) {
    public static ToolResult of(String text) {
        return new ToolResult(text, null);
    }

    public static ToolResult failed(ToolErrorType type, String text) {
        return new ToolResult(text, type.value());
    }

    public boolean isFailed() {
        return errorType != null;
    }
}
