package dev.vivarium.agent.runtime.model.provider;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.output.TokenUsage;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.TokenCounts;

/** What differs between the APIs of the providers. */
sealed interface ProviderApi permits AnthropicApi, GeminiApi, OllamaApi, OpenAiApi {
    /**
     * @param provider as in {@code model.provider}
     * @throws IllegalArgumentException when no provider has that name
     */
    static ProviderApi of(String provider) {
        return switch (provider) {
            case "openai", "openai-compatible" -> new OpenAiApi();
            case "anthropic" -> new AnthropicApi();
            case "gemini" -> new GeminiApi();
            case "ollama" -> new OllamaApi();
            default -> throw new IllegalArgumentException("no provider " + provider);
        };
    }

    /**
     * The client of one call. It is made for each, so that a rotated key needs no restart.
     *
     * @param http sends the call
     * @param apiKey null when none is configured
     */
    StreamingChatModel client(AgentConfiguration.Model model, HttpClientBuilder http, String apiKey);

    /** What a call used, whichever way the provider counts; null when it did not say. */
    TokenCounts tokens(TokenUsage usage);

    /**
     * What an event of a streamed answer says of a failure, where the client library would read over it; null when it says nothing of the kind.
     *
     * @param event data of the event
     */
    default RuntimeException failure(String event) {
        return null;
    }

    static long orZero(Integer number) {
        return number == null ? 0 : number;
    }
}
