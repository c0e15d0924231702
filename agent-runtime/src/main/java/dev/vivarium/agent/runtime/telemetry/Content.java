package dev.vivarium.agent.runtime.telemetry;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.vivarium.agent.contract.AgentConfiguration;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.function.Supplier;

/**
 * The one place that puts what people, models and tools said on spans: only when {@code telemetry.captureContent} asks for it, redacted ({@link Redaction}), and cut to a
 * bound ({@link MessagesJson}). While it does not, nothing is made of it.
 */
@Singleton
public class Content {
    static final AttributeKey<String> INPUT = AttributeKey.stringKey("gen_ai.input.messages");
    static final AttributeKey<String> OUTPUT = AttributeKey.stringKey("gen_ai.output.messages");
    static final AttributeKey<String> TOOL_ARGUMENTS = AttributeKey.stringKey("gen_ai.tool.call.arguments");
    static final AttributeKey<String> TOOL_RESULT = AttributeKey.stringKey("gen_ai.tool.call.result");

    private final boolean captured;

    @Inject
    public Content(AgentConfiguration configuration) {
        captured = configuration.telemetry().captureContent();
    }

    /** What a model is given. */
    public void input(Span span, List<ChatMessage> messages) {
        record(span, INPUT, () -> MessagesJson.input(messages));
    }

    /** What an agent is asked; null for nothing. */
    public void input(Span span, String text) {
        if (text != null) {
            record(span, INPUT, () -> MessagesJson.input(text));
        }
    }

    /** What a model answered. */
    public void output(Span span, AiMessage message, String finishReason) {
        record(span, OUTPUT, () -> MessagesJson.output(message, finishReason));
    }

    /** What an agent answered. */
    public void output(Span span, String text, String finishReason) {
        record(span, OUTPUT, () -> MessagesJson.output(text, finishReason));
    }

    /** @param arguments as the model wrote them, null for none */
    public void toolCall(Span span, String arguments, String result) {
        if (arguments != null) {
            record(span, TOOL_ARGUMENTS, () -> MessagesJson.arguments(arguments));
        }
        record(span, TOOL_RESULT, () -> MessagesJson.text(result));
    }

    private void record(Span span, AttributeKey<String> key, Supplier<String> content) {
        if (captured && span.isRecording()) {
            span.setAttribute(key, content.get());
        }
    }
}
