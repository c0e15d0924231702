package dev.vivarium.agent.runtime.model.provider;

import static dev.vivarium.agent.runtime.model.provider.ProviderApi.orZero;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.output.TokenUsage;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.TokenCounts;
import java.util.Map;

/** Ollama's chat API. */
record OllamaApi() implements ProviderApi {
    @Override
    public StreamingChatModel client(AgentConfiguration.Model model, HttpClientBuilder http, String apiKey) {
        return OllamaStreamingChatModel.builder()
                .httpClientBuilder(http)
                .baseUrl(model.baseUrl())
                .modelName(model.name())
                .temperature(model.temperature())
                .numPredict(model.maxOutputTokens())
                // Ollama itself asks for no key, proxies in front of it may.
                .customHeaders(apiKey == null ? Map.of() : Map.of("Authorization", "Bearer " + apiKey))
                .build();
    }

    /** Neither a cache nor reasoning is told apart. */
    @Override
    public TokenCounts tokens(TokenUsage usage) {
        return new TokenCounts(orZero(usage.inputTokenCount()), orZero(usage.outputTokenCount()), 0, 0, 0);
    }
}
