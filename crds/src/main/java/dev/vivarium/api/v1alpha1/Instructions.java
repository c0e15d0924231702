package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** The system prompt, inline or from a ConfigMap. */
@ValidationRule(
        value = "has(self.inline) != has(self.configMapKeyRef)",
        message = "set exactly one of instructions.inline and instructions.configMapKeyRef")
public record Instructions(
        @JsonPropertyDescription("The instructions themselves.") @Size(max = 65536)
        String inline,

        @JsonPropertyDescription("ConfigMap key that holds the instructions; a change of it rolls the pods.")
        ConfigMapKeyRef configMapKeyRef) {}
