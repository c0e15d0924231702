package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A PagerDuty service with an integration of the Events API v2. */
public record PagerDutySpec(
        @Required @JsonPropertyDescription("Secret key that holds the integration key.")
        SecretKeyRef routingKeySecretRef,

        @JsonPropertyDescription("URL of the Events API v2, when it is not PagerDuty's own.")
        @Size(max = 2048)
        @Pattern(ApiPatterns.HTTP_URL)
        String url) {}
