package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;

/** Sends the alerts that match to a contact point. */
public record RouteSpec(
        @Required
        @JsonPropertyDescription("Name of a contact point of this stack.")
        @Size(min = 1, max = 45)
        @Pattern(ApiPatterns.DNS_LABEL)
        String contactPoint,

        @JsonPropertyDescription("Severity that an alert must have; any when absent.")
        Severity severity,

        @JsonPropertyDescription("Labels that an alert must have.") @Size(max = 16)
        Map<String, String> matchLabels) {
    public RouteSpec {
        matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
    }
}
