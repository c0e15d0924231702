package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** Alerts that fire, by Prometheus' own word. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AlertsStatus(
        @Required @JsonPropertyDescription("How many alerts fire.") @Min(0)
        Integer firing,

        @JsonPropertyDescription("Names of the alerts that fire, each once, sorted.") @Size(max = 64)
        List<String> names) {
    public AlertsStatus {
        names = names == null ? List.of() : List.copyOf(names);
    }
}
