package dev.vivarium.agent.runtime.telemetry;

import dev.vivarium.agent.contract.AgentConfiguration;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** The one place that puts what people, models and tools said on spans: only when {@code telemetry.captureContent} asks for it, and cut to a bound. */
@Singleton
public class Content {
    public static final AttributeKey<String> INPUT = AttributeKey.stringKey("gen_ai.input.messages");
    public static final AttributeKey<String> OUTPUT = AttributeKey.stringKey("gen_ai.output.messages");
    public static final AttributeKey<String> TOOL_ARGUMENTS = AttributeKey.stringKey("gen_ai.tool.call.arguments");
    public static final AttributeKey<String> TOOL_RESULT = AttributeKey.stringKey("gen_ai.tool.call.result");

    private static final int LONGEST = 8_000;

    private final boolean captured;

    @Inject
    public Content(AgentConfiguration configuration) {
        captured = configuration.telemetry().captureContent();
    }

    public void record(Span span, AttributeKey<String> key, String content) {
        if (captured && content != null) {
            span.setAttribute(key, content.length() <= LONGEST ? content : content.substring(0, LONGEST) + "...");
        }
    }
}
