package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Which namespaces a stack serves besides its own. */
public record ServesSpec(
        @JsonPropertyDescription(
                "Namespaces whose agents may use this stack, besides the stack's own; '*' stands for all.")
        @Size(max = 256)
        List<String> namespaces) {
    public ServesSpec {
        namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
    }
}
