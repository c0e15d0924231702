package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** An alert by an expression of people's own. */
public record CustomAlert(
        @Required
        @JsonPropertyDescription("Name of the alert, and value of its label alertname; unique in its list.")
        @Size(min = 1, max = 63)
        @Pattern("^[A-Za-z][A-Za-z0-9_]*$")
        String name,

        @Required
        @JsonPropertyDescription(
                "PromQL. The alert fires for each series that it gives. One that is none is left out, and told in the condition ResolvedRefs.")
        @Size(min = 1, max = 4096)
        String expr,

        @Default("5m")
        @JsonProperty("for")
        @JsonPropertyDescription("How long it must give the series before the alert fires, as a Go-style duration.")
        @Pattern(ApiPatterns.DURATION)
        @Size(max = 32)
        String holdFor,

        @Default("warning") @JsonPropertyDescription("Severity of the alert.")
        Severity severity,

        @Required
        @JsonPropertyDescription(
                "What is the matter, in a sentence; {value} stands for what the expression gives. It is no template.")
        @Size(min = 1, max = 1024)
        @Pattern("^[^{}]*(\\{value\\}[^{}]*)*$")
        String summary) {
    public CustomAlert {
        holdFor = holdFor == null ? "5m" : holdFor;
        severity = severity == null ? Severity.WARNING : severity;
    }
}
