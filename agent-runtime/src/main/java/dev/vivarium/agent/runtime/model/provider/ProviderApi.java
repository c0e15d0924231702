package dev.vivarium.agent.runtime.model.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.FinishReason;
import dev.vivarium.agent.runtime.model.TokenCounts;
import java.util.Optional;

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

    /**
     * What a call has used so far, whichever way the provider counts.
     *
     * @param event of its answer
     * @param before what it had used by the events before, which is the answer when this one says nothing of it
     */
    TokenCounts used(JsonNode event, TokenCounts before);

    /** Why the model stopped, when an event of the answer says it in a way that the client library takes for something else. */
    default Optional<FinishReason> finishReason(JsonNode event) {
        return Optional.empty();
    }

    /** What an event of an answer says of a failure, which the client library would read over or take for another. */
    default Optional<ReportedErrorException> failure(JsonNode event) {
        return ReportedErrors.of(event);
    }
}
