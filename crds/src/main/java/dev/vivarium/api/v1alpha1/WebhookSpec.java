package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** An HTTP endpoint that Alertmanager posts notifications to. */
@ValidationRule(
        value = "has(self.url) != has(self.urlSecretRef)",
        message = "set exactly one of webhook.url and webhook.urlSecretRef")
public record WebhookSpec(
        @JsonPropertyDescription("URL to post to.") @Size(max = 2048) @Pattern(ApiPatterns.HTTP_URL)
        String url,

        @JsonPropertyDescription("Secret key that holds the URL, when it contains a credential.")
        SecretKeyRef urlSecretRef,

        @JsonPropertyDescription("Secret key that holds a token to send as 'Authorization: Bearer ...'.")
        SecretKeyRef bearerTokenSecretRef) {}
