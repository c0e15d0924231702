package dev.vivarium.agent.runtime.model.provider;

import static dev.vivarium.agent.runtime.model.provider.ProviderApi.orZero;

import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.TokenCounts;

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

    /** Compatible servers that fail in the middle of an answer say so in an event of their own. */
    @Override
    public RuntimeException failure(String event) {
        if (!event.startsWith("{\"error\"")) {
            return null;
        }
        var error = Events.read(event).path("error");
        return new InternalServerException(error.path("message").asText(error.asText()));
    }

    /** The input contains what was cached, the output contains the reasoning; writing to the cache is not counted. */
    @Override
    public TokenCounts tokens(TokenUsage usage) {
        long cached = 0;
        long reasoning = 0;
        if (usage instanceof OpenAiTokenUsage details) {
            cached = details.inputTokensDetails() == null
                    ? 0
                    : orZero(details.inputTokensDetails().cachedTokens());
            reasoning = details.outputTokensDetails() == null
                    ? 0
                    : orZero(details.outputTokensDetails().reasoningTokens());
        }
        return new TokenCounts(orZero(usage.inputTokenCount()), orZero(usage.outputTokenCount()), cached, 0, reasoning);
    }
}
