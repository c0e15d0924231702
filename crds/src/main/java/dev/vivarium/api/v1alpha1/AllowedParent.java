package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A resource of the same namespace that may delegate to a SubAgent. */
public record AllowedParent(
        @Default("Agent") @JsonPropertyDescription("Kind of the parent.")
        ParentKind kind,

        @Required
        @JsonPropertyDescription("Name of the parent in the same namespace.")
        @Size(min = 1, max = 45)
        @Pattern(ApiPatterns.DNS_LABEL)
        String name) {
    public AllowedParent {
        kind = kind == null ? ParentKind.AGENT : kind;
    }
}
