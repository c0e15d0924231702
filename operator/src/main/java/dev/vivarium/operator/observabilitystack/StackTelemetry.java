package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.status.ConditionDraft.isFalse;
import static dev.vivarium.operator.status.ConditionDraft.isTrue;
import static dev.vivarium.operator.status.ConditionDraft.isUnknown;
import static dev.vivarium.operator.status.ConditionTypes.TELEMETRY_READY;

import dev.vivarium.operator.observation.StackObservation;
import dev.vivarium.operator.status.ConditionDraft;
import dev.vivarium.operator.status.Reasons;
import java.util.Optional;

/** Says whether samples of all agents that a stack serves arrive. */
final class StackTelemetry {
    private StackTelemetry() {}

    /** @param observation empty while Prometheus was not asked */
    static ConditionDraft condition(ServedResources served, Optional<StackObservation> observation) {
        return observation
                .map(seen -> observed(served, seen))
                .orElseGet(() -> isUnknown(TELEMETRY_READY, Reasons.NOT_OBSERVED, "Prometheus has not been asked yet"));
    }

    private static ConditionDraft observed(ServedResources served, StackObservation seen) {
        if (!seen.reachable()) {
            return isUnknown(TELEMETRY_READY, Reasons.PROMETHEUS_UNREACHABLE, seen.error());
        }
        if (!seen.collectorUp()) {
            return isFalse(TELEMETRY_READY, Reasons.COLLECTOR_UNREACHABLE, "the collector is down");
        }
        var expected = served.expectedToRun();
        var silent = expected.stream().filter(seen.silent()::contains).toList();
        if (!silent.isEmpty()) {
            var first = silent.getFirst();
            return isFalse(
                    TELEMETRY_READY,
                    Reasons.NO_SAMPLES_RECEIVED,
                    "no samples of " + silent.size() + " of " + expected.size()
                            + " agents arrived within the last five minutes, the first of them " + first.kind() + " "
                            + first.name());
        }
        return seen.targetsDown() > 0
                ? isFalse(
                        TELEMETRY_READY, Reasons.SCRAPE_TARGET_DOWN, seen.targetsDown() + " targets cannot be scraped")
                : isTrue(TELEMETRY_READY, Reasons.READY, "");
    }
}
