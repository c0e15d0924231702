package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** An HTTP header whose value comes from a Secret. */
public record HeaderFrom(
        @Required @JsonPropertyDescription("Name of the header.") @Size(min = 1, max = 128) @Pattern("^[A-Za-z0-9-]+$")
        String name,

        @Required @JsonPropertyDescription("Secret key that holds the value.")
        SecretKeyRef secretKeyRef) {}
