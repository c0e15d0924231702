package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A key of a ConfigMap in the namespace of the resource that names it. */
public record ConfigMapKeyRef(
        @Required @JsonPropertyDescription("Name of the ConfigMap.") @Size(min = 1, max = 253)
        String name,

        @Required
        @JsonPropertyDescription("Key within the ConfigMap.")
        @Size(min = 1, max = 253)
        @Pattern("^[-._a-zA-Z0-9]+$")
        String key) {}
