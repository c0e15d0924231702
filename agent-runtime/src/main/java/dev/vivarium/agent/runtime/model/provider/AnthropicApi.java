package dev.vivarium.agent.runtime.model.provider;

import static dev.vivarium.agent.runtime.model.provider.ProviderApi.orZero;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.output.TokenUsage;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.TokenCounts;

/** Anthropic's messages API. */
record AnthropicApi() implements ProviderApi {
    /** The API has no default of its own; every current model can write as much. */
    static final int DEFAULT_MAX_OUTPUT_TOKENS = 8192;

    @Override
    public StreamingChatModel client(AgentConfiguration.Model model, HttpClientBuilder http, String apiKey) {
        var builder = AnthropicStreamingChatModel.builder()
                .httpClientBuilder(http)
                .apiKey(apiKey)
                .modelName(model.name())
                .temperature(model.temperature())
                .maxTokens(model.maxOutputTokens() == null ? DEFAULT_MAX_OUTPUT_TOKENS : model.maxOutputTokens());
        if (model.baseUrl() != null) {
            builder.baseUrl(model.baseUrl());
        }
        return builder.build();
    }

    /** The API counts what was read from and written to the cache beside the input, and reasoning as output without telling how much. */
    @Override
    public TokenCounts tokens(TokenUsage usage) {
        long read = 0;
        long written = 0;
        if (usage instanceof AnthropicTokenUsage details) {
            read = orZero(details.cacheReadInputTokens());
            written = orZero(details.cacheCreationInputTokens());
        }
        return new TokenCounts(
                orZero(usage.inputTokenCount()) + read + written, orZero(usage.outputTokenCount()), read, written, 0);
    }
}
