package dev.vivarium.operator.alerting;

import java.util.Map;
import java.util.Optional;

/** Cases that cannot happen to an alert, with the reason. */
final class CaseExclusions {
    private static final String SPENT_STAYS =
            "What is spent stays spent when the pods are gone. When the agent is deleted, its budget leaves the rules, and the alert with it.";
    private static final Map<String, Map<AlertCase, String>> REASONS = Map.of(
            AlertDefinition.TELEMETRY_ABSENT.alertName(),
            Map.of(AlertCase.BOUNDARY, "It has no limit: telemetry is there or it is not."),
            AlertDefinition.BUDGET_BURN.alertName(),
            Map.of(AlertCase.VANISHED, SPENT_STAYS),
            AlertDefinition.BUDGET_EXCEEDED.alertName(),
            Map.of(AlertCase.VANISHED, SPENT_STAYS));

    private CaseExclusions() {}

    static Optional<String> reason(String alert, AlertCase alertCase) {
        return Optional.ofNullable(REASONS.getOrDefault(alert, Map.of()).get(alertCase));
    }

    /** Names of the alerts that have any. */
    static Iterable<String> alerts() {
        return REASONS.keySet();
    }
}
