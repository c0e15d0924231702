package dev.vivarium.operator.observation;

import dev.vivarium.operator.budget.BudgetSpend;
import java.util.List;
import java.util.Optional;

/**
 * What was last seen of the telemetry of one resource. It has no times in it, so that two observations of the same state are equal.
 *
 * @param prometheusReachable whether the stack's Prometheus answered; the rest is meaningless when it did not
 * @param collectorUp whether the stack's collector is up as a target; true when an external collector is used
 * @param samplesReceived whether samples that came by OTLP were seen within the last five minutes
 * @param targetsDown pods of the resource whose scrape fails
 * @param lastError of the scrape of one of those pods, or of asking Prometheus; empty when there is none
 * @param unpricedModels models, as {@code provider/name}, of which calls without a price were counted within the last five minutes
 * @param rules whether the rules about it are loaded; empty when Prometheus did not answer
 * @param figures empty when Prometheus did not answer
 * @param budget what was spent of its budget; empty without one, when Prometheus did not answer, and when it has no sample of the current period
 */
public record TelemetryObservation(
        boolean prometheusReachable,
        boolean collectorUp,
        boolean samplesReceived,
        int targetsDown,
        String lastError,
        List<String> unpricedModels,
        Optional<RulesSeen> rules,
        Optional<Figures> figures,
        Optional<BudgetSpend> budget) {
    public TelemetryObservation {
        unpricedModels = List.copyOf(unpricedModels);
    }

    static TelemetryObservation unreachable(String error) {
        return new TelemetryObservation(
                false, false, false, 0, error, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether everything on the way of the samples works. */
    boolean works() {
        return prometheusReachable && collectorUp && samplesReceived && targetsDown == 0;
    }
}
