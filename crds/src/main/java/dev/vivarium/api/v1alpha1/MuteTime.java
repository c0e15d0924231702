package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Times at which a route tells nobody. What is absent does not restrict: without times of day the whole day is meant, without days every day. */
@ValidationRule(
        value = "has(self.weekdays) || has(self.times)",
        message = "a mute time needs weekdays or times: it would mute for ever")
public record MuteTime(
        @Required
        @JsonPropertyDescription("Name of the mute time, unique in the stack.")
        @Size(min = 1, max = 45)
        @Pattern(ApiPatterns.DNS_LABEL)
        String name,

        @JsonPropertyDescription(
                "Days of the week or ranges of them, such as saturday or monday:friday; the week begins on sunday, and a range must not go over its end.")
        @Size(min = 1, max = 7)
        List<
                        @Pattern(
                                "^(sun|mon|tues|wednes|thurs|fri|satur)day(:(sun|mon|tues|wednes|thurs|fri|satur)day)?$")
                        @Size(min = 6, max = 20) String>
                weekdays,

        @JsonPropertyDescription("Times of day.") @Size(min = 1, max = 16)
        List<TimeRange> times,

        @Default("UTC")
        @JsonPropertyDescription("Time zone, by its name in the IANA database, such as Europe/Vienna.")
        @Size(min = 1, max = 64)
        @Pattern("^[A-Za-z][A-Za-z0-9_+/-]*$")
        String timeZone) {
    public MuteTime {
        weekdays = weekdays == null ? List.of() : List.copyOf(weekdays);
        times = times == null ? List.of() : List.copyOf(times);
        timeZone = timeZone == null ? "UTC" : timeZone;
    }
}
