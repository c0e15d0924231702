package dev.vivarium.agent.runtime.model;

/** Why a model stopped. */
public enum FinishReason {
    /** It had said everything. */
    STOP("stop"),
    /** It came to the most tokens that it may write, or that fit into its context: the answer is cut off. */
    LENGTH("length"),
    /** It waits for the results of tools. */
    TOOL_CALL("tool_call"),
    /** The provider's filter, or the model itself, refused the answer or the rest of it. */
    CONTENT_FILTER("content_filter"),
    OTHER("other");

    private final String value;

    FinishReason(String value) {
        this.value = value;
    }

    /** In OpenTelemetry's terms, as in {@code gen_ai.response.finish_reasons}. */
    public String value() {
        return value;
    }
}
