package dev.vivarium.operator.rollout;

import static dev.vivarium.operator.status.ConditionDraft.isFalse;
import static dev.vivarium.operator.status.ConditionDraft.isTrue;
import static dev.vivarium.operator.status.ConditionDraft.isUnknown;
import static dev.vivarium.operator.status.ConditionTypes.TELEMETRY_READY;

import dev.vivarium.operator.observation.TelemetryObservation;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.ResolutionProblem;
import dev.vivarium.operator.resolve.StackChoice;
import dev.vivarium.operator.status.ConditionDraft;
import dev.vivarium.operator.status.Reasons;
import java.util.Optional;

/** Says whether samples really arrive. */
public final class TelemetryCondition {
    private TelemetryCondition() {}

    /**
     * @param expectedToRun whether pods are wanted at all
     * @param observation empty when the stack's Prometheus has not been asked yet
     */
    public static ConditionDraft of(
            StackChoice choice, boolean expectedToRun, Optional<TelemetryObservation> observation) {
        return switch (choice) {
            case StackChoice.None ignored ->
                isFalse(
                        TELEMETRY_READY,
                        Reasons.NO_STACK,
                        "there is no ObservabilityStack in the namespace, none is named in spec.telemetry.stackRef, and the operator has no default; nothing is measured");
            case StackChoice.Unusable unusable -> unusable(unusable.cause());
            case StackChoice.Chosen chosen -> {
                var stack = "ObservabilityStack " + NamespacedName.of(chosen.stack());
                if (!expectedToRun) {
                    yield isUnknown(
                            TELEMETRY_READY, Reasons.NOT_RUNNING, "no pods are wanted, so no samples are expected");
                }
                yield observation
                        .map(seen -> observed(stack, seen))
                        .orElseGet(() -> isUnknown(
                                TELEMETRY_READY,
                                Reasons.NOT_OBSERVED,
                                "the Prometheus of " + stack + " has not been asked yet"));
            }
        };
    }

    private static ConditionDraft unusable(ResolutionProblem cause) {
        return isFalse(TELEMETRY_READY, cause.reason(), cause.message() + "; nothing is measured");
    }

    private static ConditionDraft observed(String stack, TelemetryObservation seen) {
        var error = seen.lastError().isEmpty() ? "" : ": " + seen.lastError();
        if (!seen.prometheusReachable()) {
            return isUnknown(
                    TELEMETRY_READY,
                    Reasons.PROMETHEUS_UNREACHABLE,
                    "the Prometheus of " + stack + " does not answer" + error);
        }
        if (!seen.collectorUp()) {
            return isFalse(TELEMETRY_READY, Reasons.COLLECTOR_UNREACHABLE, "the collector of " + stack + " is down");
        }
        if (!seen.samplesReceived()) {
            return isFalse(
                    TELEMETRY_READY,
                    Reasons.NO_SAMPLES_RECEIVED,
                    "no samples arrived in the Prometheus of " + stack + " within the last five minutes");
        }
        if (seen.targetsDown() > 0) {
            return isFalse(
                    TELEMETRY_READY,
                    Reasons.SCRAPE_TARGET_DOWN,
                    seen.targetsDown() + " pods cannot be scraped by the Prometheus of " + stack + error);
        }
        if (!seen.unpricedModels().isEmpty()) {
            return isFalse(
                    TELEMETRY_READY,
                    Reasons.UNPRICED_MODEL,
                    "the cost of calls of " + String.join(", ", seen.unpricedModels())
                            + " is not known and in no sum; add the price to spec.pricing.models of " + stack);
        }
        return isTrue(TELEMETRY_READY, Reasons.READY, "samples arrive in the Prometheus of " + stack);
    }
}
