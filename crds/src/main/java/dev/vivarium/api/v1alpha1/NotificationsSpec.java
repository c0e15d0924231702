package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/** Who is told of which alerts. */
@ValidationRule(
        value =
                "!has(self.routes) || (has(self.contactPoints) && self.routes.all(r, self.contactPoints.exists(c, c.name == r.contactPoint)))",
        message = "every route must name a contact point of this stack",
        fieldPath = ".routes")
@ValidationRule(
        value =
                "!has(self.contactPoints) || self.contactPoints.all(a, self.contactPoints.exists_one(b, b.name == a.name))",
        message = "the name of a contact point may be used only once",
        fieldPath = ".contactPoints")
public record NotificationsSpec(
        @JsonPropertyDescription("Contact points; the first one receives what no route matches.") @Size(max = 32)
        List<ContactPoint> contactPoints,

        @JsonPropertyDescription("Routes, tried in order; the first that matches decides.") @Size(max = 64)
        List<RouteSpec> routes) {
    public NotificationsSpec {
        contactPoints = contactPoints == null ? List.of() : List.copyOf(contactPoints);
        routes = routes == null ? List.of() : List.copyOf(routes);
    }
}
