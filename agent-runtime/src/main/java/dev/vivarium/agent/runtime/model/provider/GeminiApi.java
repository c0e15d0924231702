package dev.vivarium.agent.runtime.model.provider;

import static dev.vivarium.agent.runtime.model.provider.ProviderApi.orZero;

import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.TokenCounts;

/** Google's Gemini API. */
record GeminiApi() implements ProviderApi {
    @Override
    public StreamingChatModel client(AgentConfiguration.Model model, HttpClientBuilder http, String apiKey) {
        return GoogleAiGeminiStreamingChatModel.builder()
                .httpClientBuilder(http)
                .apiKey(apiKey)
                .baseUrl(model.baseUrl())
                .modelName(model.name())
                .temperature(model.temperature())
                .maxOutputTokens(model.maxOutputTokens())
                // Reasoning models sign their tool calls and refuse them as history without the signature.
                .returnThinking(true)
                .sendThinking(true)
                .build();
    }

    /** A prompt that is refused has no candidate, only the reason. */
    @Override
    public RuntimeException failure(String event) {
        if (!event.contains("\"blockReason\"")) {
            return null;
        }
        var reason = Events.read(event).at("/promptFeedback/blockReason").asText();
        return reason.isEmpty() ? null : new ContentFilteredException("the provider refused the prompt: " + reason);
    }

    /** The input contains what was cached; reasoning is counted beside the output and is paid as output. */
    @Override
    public TokenCounts tokens(TokenUsage usage) {
        long cached = 0;
        long reasoning = 0;
        if (usage instanceof GoogleAiGeminiTokenUsage details) {
            cached = orZero(details.cachedContentTokenCount());
            reasoning = orZero(details.thoughtsTokenCount());
        }
        return new TokenCounts(
                orZero(usage.inputTokenCount()), orZero(usage.outputTokenCount()) + reasoning, cached, 0, reasoning);
    }
}
