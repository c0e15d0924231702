package dev.vivarium.agent.runtime.model.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.FinishReason;
import dev.vivarium.agent.runtime.model.TokenCounts;
import java.util.Optional;

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

    /**
     * The input comes with the first event, the output with the last, which may repeat the input. What was read from and written to the cache is counted beside the
     * input, and reasoning as output without telling how much.
     */
    @Override
    public TokenCounts used(JsonNode event, TokenCounts before) {
        var usage = event.has("message") ? event.at("/message/usage") : event.path("usage");
        var read = usage.path("cache_read_input_tokens").asLong(before.cacheRead());
        var written = usage.path("cache_creation_input_tokens").asLong(before.cacheWrite());
        var fresh = usage.path("input_tokens").asLong(before.uncachedInput());
        return new TokenCounts(
                fresh + read + written, usage.path("output_tokens").asLong(before.output()), read, written, 0);
    }

    @Override
    public Optional<FinishReason> finishReason(JsonNode event) {
        return switch (event.at("/delta/stop_reason").asText()) {
            case "refusal" -> Optional.of(FinishReason.CONTENT_FILTER);
            case "model_context_window_exceeded" -> Optional.of(FinishReason.LENGTH);
            default -> Optional.empty();
        };
    }
}
