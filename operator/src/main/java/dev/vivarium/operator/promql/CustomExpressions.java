package dev.vivarium.operator.promql;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.api.v1alpha1.CustomAlert;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The expressions of custom alerts. */
public final class CustomExpressions {
    private CustomExpressions() {}

    /** Whether an alert can fire by it. */
    public static boolean isValid(CustomAlert alert) {
        return problem(alert).isEmpty();
    }

    /**
     * What is wrong with expressions, a sentence for each.
     *
     * @param field path of the alerts in their resource
     * @return by the path of the expression
     */
    public static SortedMap<String, String> problems(AlertsSpec alerts, String field) {
        var problems = new TreeMap<String, String>();
        for (var i = 0; i < alerts.custom().size(); i++) {
            var alert = alerts.custom().get(i);
            var path = field + ".custom[" + i + "].expr";
            problem(alert)
                    .ifPresent(message -> problems.put(
                            path, "the alert " + alert.name() + " is left out, for this is not PromQL: " + message));
        }
        return Collections.unmodifiableSortedMap(problems);
    }

    private static Optional<String> problem(CustomAlert alert) {
        try {
            PromqlSyntax.checkAlert(alert.expr());
            return Optional.empty();
        } catch (PromqlException e) {
            return Optional.of(e.getMessage());
        }
    }
}
