package dev.vivarium.agent.runtime.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/** Attributes of spans that no metric has: their values are not bounded. */
public final class SpanKeys {
    public static final AttributeKey<String> CONVERSATION = AttributeKey.stringKey("gen_ai.conversation.id");
    public static final AttributeKey<String> TURN = AttributeKey.stringKey("vivarium.turn.id");
    public static final AttributeKey<String> TOOL_CALL = AttributeKey.stringKey("gen_ai.tool.call.id");
    public static final AttributeKey<String> RESPONSE_ID = AttributeKey.stringKey("gen_ai.response.id");
    public static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
    public static final AttributeKey<Long> INPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.input_tokens");
    public static final AttributeKey<Long> OUTPUT_TOKENS = AttributeKey.longKey("gen_ai.usage.output_tokens");

    /** Names of these counts in conventions before 1.27. */
    public static final AttributeKey<Long> PROMPT_TOKENS = AttributeKey.longKey("gen_ai.usage.prompt_tokens");

    public static final AttributeKey<Long> COMPLETION_TOKENS = AttributeKey.longKey("gen_ai.usage.completion_tokens");
    public static final AttributeKey<String> SERVER = AttributeKey.stringKey("vivarium.mcp.server");

    private SpanKeys() {}
}
