package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Which API a model is called through. */
public enum ModelProvider {
    /** OpenAI's own API. */
    @JsonProperty("openai")
    OPENAI,
    /** Any server that speaks OpenAI's chat completions API; {@code baseUrl} is required. */
    @JsonProperty("openai-compatible")
    OPENAI_COMPATIBLE,
    /** Anthropic's messages API. */
    @JsonProperty("anthropic")
    ANTHROPIC,
    /** Google's Gemini API. */
    @JsonProperty("gemini")
    GEMINI,
    /** An Ollama server; {@code baseUrl} is required. */
    @JsonProperty("ollama")
    OLLAMA,
    /** A deterministic provider inside the runtime, for demonstrations and tests; its metrics say so. */
    @JsonProperty("simulated")
    SIMULATED;

    /** The name in manifests, and the value of {@code gen_ai.provider.name}. */
    public String apiName() {
        return switch (this) {
            case OPENAI -> "openai";
            case OPENAI_COMPATIBLE -> "openai-compatible";
            case ANTHROPIC -> "anthropic";
            case GEMINI -> "gemini";
            case OLLAMA -> "ollama";
            case SIMULATED -> "simulated";
        };
    }
}
