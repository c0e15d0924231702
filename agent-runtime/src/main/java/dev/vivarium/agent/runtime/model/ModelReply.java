package dev.vivarium.agent.runtime.model;

import dev.langchain4j.data.message.AiMessage;

/**
 * What a model answered.
 *
 * @param message text, tool calls, or both; what there is of it when it was cut off or filtered
 * @param responseModel the model that answered, as the provider names it; null when it does not say
 * @param responseId the provider's identifier of the answer; null when it gives none
 * @param tokens what the call used; null when the provider does not say
 */
public record ModelReply(
        AiMessage message, String responseModel, String responseId, FinishReason finishReason, TokenCounts tokens) {}
