package dev.vivarium.operator.rollout;

import static dev.vivarium.operator.status.ConditionDraft.isFalse;
import static dev.vivarium.operator.status.ConditionDraft.isTrue;
import static dev.vivarium.operator.status.ConditionDraft.isUnknown;
import static dev.vivarium.operator.status.ConditionTypes.ALERT_RULES_PROGRAMMED;

import dev.vivarium.operator.observation.RulesSeen;
import dev.vivarium.operator.observation.TelemetryObservation;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.StackChoice;
import dev.vivarium.operator.status.ConditionDraft;
import dev.vivarium.operator.status.Reasons;
import java.util.Optional;

/** Says whether Prometheus has loaded the rules about an agent. */
public final class AlertRulesCondition {
    private AlertRulesCondition() {}

    /**
     * @param fingerprint of the rules about the agent as it and its stack are now; empty when there is no stack
     * @param observation empty when the stack's Prometheus has not been asked yet
     */
    public static ConditionDraft of(
            StackChoice choice, Optional<String> fingerprint, Optional<TelemetryObservation> observation) {
        return switch (choice) {
            case StackChoice.None ignored ->
                isFalse(
                        ALERT_RULES_PROGRAMMED,
                        Reasons.NO_STACK,
                        "no ObservabilityStack is in use, so no alert watches it");
            case StackChoice.Unusable(var cause) ->
                isFalse(ALERT_RULES_PROGRAMMED, cause.reason(), cause.message() + "; no alert watches it");
            case StackChoice.Chosen(var chosen) -> {
                var prometheus = "the Prometheus of ObservabilityStack " + NamespacedName.of(chosen);
                yield observation
                        .map(seen -> observed(prometheus, fingerprint, seen))
                        .orElseGet(() -> isUnknown(
                                ALERT_RULES_PROGRAMMED, Reasons.NOT_OBSERVED, prometheus + " has not been asked yet"));
            }
        };
    }

    private static ConditionDraft observed(
            String prometheus, Optional<String> fingerprint, TelemetryObservation observation) {
        if (observation.rules().isEmpty()) {
            return isUnknown(
                    ALERT_RULES_PROGRAMMED,
                    Reasons.PROMETHEUS_UNREACHABLE,
                    prometheus + " does not answer: " + observation.lastError());
        }
        var rules = observation.rules().get();
        // What was asked about may be the rules of before.
        var current = fingerprint.equals(Optional.of(rules.fingerprint()));
        if (current && rules.state() == RulesSeen.State.LOADED) {
            return isTrue(ALERT_RULES_PROGRAMMED, Reasons.RULES_LOADED, "");
        }
        return current && rules.state() == RulesSeen.State.FAILED
                ? isFalse(ALERT_RULES_PROGRAMMED, Reasons.RULES_LOAD_FAILED, rules.error())
                : isFalse(
                        ALERT_RULES_PROGRAMMED,
                        Reasons.RULES_PENDING,
                        prometheus + " has not loaded the newest rules about it yet");
    }
}
