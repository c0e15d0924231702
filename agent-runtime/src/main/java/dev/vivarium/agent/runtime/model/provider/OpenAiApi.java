package dev.vivarium.agent.runtime.model.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.FinishReason;
import dev.vivarium.agent.runtime.model.TokenCounts;
import java.util.Optional;

/** OpenAI's chat completions API, of OpenAI or of any compatible server. */
record OpenAiApi() implements ProviderApi {
    @Override
    public StreamingChatModel client(AgentConfiguration.Model model, HttpClientBuilder http, String apiKey) {
        var builder = OpenAiStreamingChatModel.builder()
                .httpClientBuilder(http)
                .apiKey(apiKey)
                .modelName(model.name())
                .temperature(model.temperature());
        if (model.baseUrl() != null) {
            builder.baseUrl(model.baseUrl());
        }
        // OpenAI's newer models refuse max_tokens, many compatible servers do not know its successor.
        if ("openai".equals(model.provider())) {
            builder.maxCompletionTokens(model.maxOutputTokens());
        } else {
            builder.maxTokens(model.maxOutputTokens());
        }
        return builder.build();
    }

    /**
     * The counts come after the answer; some compatible servers send them with each event. The input contains what was cached, the output contains the reasoning;
     * writing to the cache is not counted.
     */
    @Override
    public TokenCounts used(JsonNode event, TokenCounts before) {
        var usage = event.path("usage");
        if (!usage.isObject()) {
            return before;
        }
        return new TokenCounts(
                usage.path("prompt_tokens").asLong(),
                usage.path("completion_tokens").asLong(),
                usage.at("/prompt_tokens_details/cached_tokens").asLong(),
                0,
                usage.at("/completion_tokens_details/reasoning_tokens").asLong());
    }

    /** A model that refuses says so in a field of its own and then stops like any other. */
    @Override
    public Optional<FinishReason> finishReason(JsonNode event) {
        return event.at("/choices/0/delta/refusal").asText("").isEmpty()
                ? Optional.empty()
                : Optional.of(FinishReason.CONTENT_FILTER);
    }
}
