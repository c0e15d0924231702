package dev.vivarium.agent.runtime.model.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.ModelErrorType;
import dev.vivarium.agent.runtime.model.TokenCounts;
import java.util.Optional;

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
    public Optional<ReportedErrorException> failure(JsonNode event) {
        var reason = event.at("/promptFeedback/blockReason").asText("");
        return reason.isEmpty()
                ? ReportedErrors.of(event)
                : Optional.of(new ReportedErrorException(
                        ModelErrorType.CONTENT_FILTERED, "the provider refused the prompt: " + reason));
    }

    /**
     * Each event has the counts up to it. The input contains what was cached; reasoning is counted beside the output and is paid as output.
     */
    @Override
    public TokenCounts used(JsonNode event, TokenCounts before) {
        var usage = event.path("usageMetadata");
        if (!usage.isObject()) {
            return before;
        }
        var reasoning = usage.path("thoughtsTokenCount").asLong();
        return new TokenCounts(
                usage.path("promptTokenCount").asLong(),
                usage.path("candidatesTokenCount").asLong() + reasoning,
                usage.path("cachedContentTokenCount").asLong(),
                0,
                reasoning);
    }
}
