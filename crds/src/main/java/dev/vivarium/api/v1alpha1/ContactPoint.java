package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Somebody who is told of alerts. */
public record ContactPoint(
        @Required
        @JsonPropertyDescription("Name of the contact point, unique in the stack.")
        @Size(min = 1, max = 45)
        @Pattern(ApiPatterns.DNS_LABEL)
        String name,

        @Required @JsonPropertyDescription("Webhook that notifications are posted to.")
        WebhookSpec webhook) {}
