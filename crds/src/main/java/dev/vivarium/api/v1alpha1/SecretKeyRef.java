package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A key of a Secret in the namespace of the resource that names it. */
public record SecretKeyRef(
        @Required @JsonPropertyDescription("Name of the Secret.") @Size(min = 1, max = 253)
        String name,

        @Required
        @JsonPropertyDescription("Key within the Secret.")
        @Size(min = 1, max = 253)
        @Pattern("^[-._a-zA-Z0-9]+$")
        String key) {}
