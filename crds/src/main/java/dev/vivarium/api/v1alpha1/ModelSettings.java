package dev.vivarium.api.v1alpha1;

/** How a model is called, whichever place it has. Absent settings are null but for {@code maxRetries}. */
public sealed interface ModelSettings permits AlternativeModel, ModelSpec {
    ModelProvider provider();

    String name();

    String baseUrl();

    SecretKeyRef apiKeySecretRef();

    Double temperature();

    Integer maxOutputTokens();

    String timeout();

    Integer maxRetries();

    Integer maxConcurrentCalls();
}
