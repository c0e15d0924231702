package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/** Sends the alerts that match all of its conditions to a contact point. */
@ValidationRule(value = GroupingRules.INTERVALS, message = GroupingRules.INTERVALS_MESSAGE)
@ValidationRule(value = GroupingRules.LABELS, message = GroupingRules.LABELS_MESSAGE, fieldPath = ".groupBy")
@ValidationRule(
        value = "!has(self.matchLabels) || self.matchLabels.all(k, k.size() > 0)",
        message = "the name of a label cannot be empty",
        fieldPath = ".matchLabels")
public record RouteSpec(
        @Required
        @JsonPropertyDescription("Name of a contact point of this stack.")
        @Size(min = 1, max = 45)
        @Pattern(ApiPatterns.DNS_LABEL)
        String contactPoint,

        @JsonPropertyDescription("Severity that an alert must have; any when absent.")
        Severity severity,

        @JsonPropertyDescription("Kind of what the alert is about: Agent, SubAgent or McpServer; any when absent.")
        AlertKind kind,

        @JsonPropertyDescription("Namespaces of what the alert is about, of which one must match; any when absent.")
        @Size(max = 64)
        List<@Size(min = 1, max = 63) String> namespaces,

        @JsonPropertyDescription("Labels that an alert must have.") @Size(max = 16)
        Map<String, String> matchLabels,

        @JsonPropertyDescription(
                "Labels by which alerts come together in one notification; those of the stack when absent.")
        @Size(max = 16)
        List<@Size(min = 1, max = 128) String> groupBy,

        @JsonPropertyDescription(
                "How long the first notification of a group waits for more alerts; that of the stack when absent.")
        @Size(max = 32)
        @Pattern(ApiPatterns.DURATION)
        String groupWait,

        @JsonPropertyDescription(
                "Time between two notifications of a group to which alerts were added; that of the stack when absent.")
        @Size(max = 32)
        @Pattern(ApiPatterns.DURATION)
        String groupInterval,

        @JsonPropertyDescription("Time after which an alert that lasts is told again; that of the stack when absent.")
        @Size(max = 32)
        @Pattern(ApiPatterns.DURATION)
        String repeatInterval,

        @JsonPropertyDescription("Names of mute times of this stack, during which this route tells nobody.")
        @Size(max = 16)
        List<@Size(min = 1, max = 45) String> muteTimes,

        @Default("false") @JsonPropertyDescription("Whether later routes are tried although this one matches.")
        Boolean continueMatching) {
    public RouteSpec {
        namespaces = namespaces == null ? List.of() : List.copyOf(namespaces);
        matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
        groupBy = groupBy == null ? List.of() : List.copyOf(groupBy);
        muteTimes = muteTimes == null ? List.of() : List.copyOf(muteTimes);
        continueMatching = continueMatching != null && continueMatching;
    }
}
