package dev.vivarium.agent.runtime.model;

import dev.langchain4j.data.message.AiMessage;

/**
 * What a model answered.
 *
 * @param message text, tool calls, or both
 * @param responseModel the model that answered, as the provider names it; null when it does not say
 * @param responseId the provider's identifier of the answer; null when it gives none
 * @param finishReason why the model stopped, in OpenTelemetry's terms: stop, length, tool_call, content_filter or other
 */
public record ModelReply(
        AiMessage message, String responseModel, String responseId, String finishReason, TokenCounts tokens) {}
