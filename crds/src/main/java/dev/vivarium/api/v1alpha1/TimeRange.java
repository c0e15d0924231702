package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A part of a day. */
@ValidationRule(
        value = "self.from < self.to",
        message = "times must end after they begin: split a range that goes over midnight in two, one until 24:00")
public record TimeRange(
        @Required
        @JsonPropertyDescription("Beginning, such as 09:00.")
        @Size(min = 5, max = 5)
        @Pattern("^([01][0-9]|2[0-3]):[0-5][0-9]$")
        String from,

        @Required
        @JsonPropertyDescription("End, which is no longer part of it, at most 24:00.")
        @Size(min = 5, max = 5)
        @Pattern("^(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)$")
        String to) {}
