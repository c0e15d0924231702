package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A model that is called in the place of {@code spec.model}: as its fallback, or for a tier. */
@ValidationRule(
        value = "!(self.provider in ['ollama', 'openai-compatible']) || has(self.baseUrl)",
        message = "baseUrl is required with providers ollama and openai-compatible",
        fieldPath = ".baseUrl")
@ValidationRule(
        value = "!(self.provider in ['anthropic', 'gemini', 'openai']) || has(self.apiKeySecretRef)",
        message = "apiKeySecretRef is required with providers anthropic, gemini and openai",
        fieldPath = ".apiKeySecretRef")
@ValidationRule(
        value = "self.provider != 'simulated' || (!has(self.apiKeySecretRef) && !has(self.baseUrl))",
        message = "provider simulated takes neither apiKeySecretRef nor baseUrl")
public record AlternativeModel(
        @Required
        @JsonPropertyDescription(
                "API through which the model is called. 'simulated' answers from inside the runtime and is labelled as such in every metric.")
        ModelProvider provider,

        @Required @JsonPropertyDescription("Name of the model as the provider knows it.") @Size(min = 1, max = 200)
        String name,

        @JsonPropertyDescription(
                "Base URL of the provider's API, up to and with its version (OpenAI .../v1, Anthropic .../v1, Gemini .../v1beta; Ollama has none). Required with ollama and openai-compatible, otherwise the provider's own.")
        @Size(max = 2048)
        @Pattern(ApiPatterns.HTTP_URL)
        String baseUrl,

        @JsonPropertyDescription(
                "Secret key that holds the API key. Required with anthropic, gemini and openai; optional with ollama and openai-compatible.")
        SecretKeyRef apiKeySecretRef,

        @JsonPropertyDescription(
                "Sampling temperature from 0 to 2 (Anthropic: to 1); the provider's own default when absent.")
        @Min(0)
        @Max(2)
        Double temperature,

        @JsonPropertyDescription(
                "Most tokens that one reply of the model may have; the provider's own default when absent, with anthropic, which has none, 8192.")
        @Min(1)
        @Max(1000000)
        Integer maxOutputTokens,

        @JsonPropertyDescription(
                "Longest time that one call may take, as a Go-style duration; what is left of the turn when absent or when that is shorter.")
        @Pattern(ApiPatterns.DURATION)
        @Size(max = 32)
        String timeout,

        @Default("2")
        @JsonPropertyDescription(
                "How often a call is made again that failed with 429, a 5xx status or a broken connection: after a random and growing time, or after the one that the provider asks for, and never beyond the turn's end.")
        @Min(0)
        @Max(10)
        Integer maxRetries,

        @JsonPropertyDescription(
                "Most calls of the model that one replica has in flight; more wait, and the wait is measured. As many as limits.maxConcurrentTurns when absent.")
        @Min(1)
        @Max(256)
        Integer maxConcurrentCalls)
        implements ModelSettings {
    public AlternativeModel {
        maxRetries = maxRetries == null ? 2 : maxRetries;
    }
}
