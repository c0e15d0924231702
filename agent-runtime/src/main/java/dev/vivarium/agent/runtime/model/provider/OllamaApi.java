package dev.vivarium.agent.runtime.model.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
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

    /** The last event has the counts. Neither a cache nor reasoning is told apart. */
    @Override
    public TokenCounts used(JsonNode event, TokenCounts before) {
        return new TokenCounts(
                event.path("prompt_eval_count").asLong(before.input()),
                event.path("eval_count").asLong(before.output()),
                0,
                0,
                0);
    }
}
