package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A Slack channel. */
public record SlackSpec(
        @Required @JsonPropertyDescription("Secret key that holds the URL of an incoming webhook.")
        SecretKeyRef urlSecretRef,

        @JsonPropertyDescription("Channel, with its #, or user; the webhook's own when absent.")
        @Size(min = 1, max = 128)
        @Pattern("^[#@]?[^\\s]+$")
        String channel) {}
