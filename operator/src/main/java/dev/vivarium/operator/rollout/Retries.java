package dev.vivarium.operator.rollout;

import dev.vivarium.operator.apply.ApplyProblem;
import dev.vivarium.operator.apply.ApplyResult;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.Optional;

/** When a resource is reconciled again whose children could not be brought to their desired state. */
public final class Retries {
    private final Duration notNow;
    private final Duration refused;

    /**
     * @param notNow after something that passes by itself
     * @param refused after something that somebody must change first, of which nobody tells the operator
     */
    public Retries(Duration notNow, Duration refused) {
        this.notNow = notNow;
        this.refused = refused;
    }

    /** The status is written elsewhere, so nothing is updated by the operator SDK. */
    public <R extends HasMetadata> UpdateControl<R> control(Optional<ApplyResult> applied) {
        return control(applied, Optional.empty());
    }

    /** @param otherwise when something is to be done even if all is well and nothing happens */
    public <R extends HasMetadata> UpdateControl<R> control(
            Optional<ApplyResult> applied, Optional<Duration> otherwise) {
        var control = UpdateControl.<R>noUpdate();
        otherwise.ifPresent(control::rescheduleAfter);
        applied.flatMap(ApplyResult::problem)
                .ifPresent(
                        problem -> control.rescheduleAfter(problem instanceof ApplyProblem.NotNow ? notNow : refused));
        return control;
    }
}
