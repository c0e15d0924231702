package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Who is told of which alerts, and when. */
@ValidationRule(
        value =
                "!has(self.routes) || (has(self.contactPoints) && self.routes.all(r, self.contactPoints.exists(c, c.name == r.contactPoint)))",
        message = "every route must name a contact point of this stack",
        fieldPath = ".routes")
@ValidationRule(
        value =
                "!has(self.routes) || self.routes.all(r, !has(r.muteTimes) || r.muteTimes.all(m, has(self.muteTimes) && self.muteTimes.exists(t, t.name == m)))",
        message = "the mute times of a route must be mute times of this stack",
        fieldPath = ".routes")
@ValidationRule(
        value =
                "!has(self.contactPoints) || self.contactPoints.all(a, self.contactPoints.exists_one(b, b.name == a.name))",
        message = "the name of a contact point may be used only once",
        fieldPath = ".contactPoints")
@ValidationRule(
        value = "!has(self.muteTimes) || self.muteTimes.all(a, self.muteTimes.exists_one(b, b.name == a.name))",
        message = "the name of a mute time may be used only once",
        fieldPath = ".muteTimes")
@ValidationRule(value = GroupingRules.INTERVALS, message = GroupingRules.INTERVALS_MESSAGE)
@ValidationRule(value = GroupingRules.LABELS, message = GroupingRules.LABELS_MESSAGE, fieldPath = ".groupBy")
public record NotificationsSpec(
        @JsonPropertyDescription("Contact points; the first one receives what no route matches.") @Size(max = 32)
        List<ContactPoint> contactPoints,

        @JsonPropertyDescription("Routes, tried in order; the first that matches decides.") @Size(max = 64)
        List<RouteSpec> routes,

        @JsonPropertyDescription("Times at which the routes that name them tell nobody.") @Size(max = 16)
        List<MuteTime> muteTimes,

        @JsonPropertyDescription(
                "Labels by which alerts come together in one notification; alertname and namespace when absent. '...' alone makes a notification of every alert.")
        @Size(max = 16)
        List<@Size(min = 1, max = 128) String> groupBy,

        @Default("10s")
        @JsonPropertyDescription("How long the first notification of a group waits for more alerts.")
        @Size(max = 32)
        @Pattern(ApiPatterns.DURATION)
        String groupWait,

        @Default("1m")
        @JsonPropertyDescription("Time between two notifications of a group to which alerts were added.")
        @Size(max = 32)
        @Pattern(ApiPatterns.DURATION)
        String groupInterval,

        @Default("4h")
        @JsonPropertyDescription("Time after which an alert that lasts is told again.")
        @Size(max = 32)
        @Pattern(ApiPatterns.DURATION)
        String repeatInterval) {
    public NotificationsSpec {
        contactPoints = contactPoints == null ? List.of() : List.copyOf(contactPoints);
        routes = routes == null ? List.of() : List.copyOf(routes);
        muteTimes = muteTimes == null ? List.of() : List.copyOf(muteTimes);
        groupBy = groupBy == null || groupBy.isEmpty() ? List.of("alertname", "namespace") : List.copyOf(groupBy);
        groupWait = groupWait == null ? "10s" : groupWait;
        groupInterval = groupInterval == null ? "1m" : groupInterval;
        repeatInterval = repeatInterval == null ? "4h" : repeatInterval;
    }
}
