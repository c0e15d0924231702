package dev.vivarium.operator.rollout;

import dev.vivarium.operator.apply.ApplyProblem;
import dev.vivarium.operator.apply.ApplyResult;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.Optional;

/** When a resource is reconciled again whose children could not be brought to their desired state. */
public final class Retries {
    private static final Duration SOON = Duration.ofSeconds(5);
    /** Nothing tells the operator when somebody deletes an object of theirs that was in the way, or grants a permission. */
    private static final Duration LATER = Duration.ofSeconds(30);

    private Retries() {}

    /** The status is written elsewhere, so nothing is updated by the operator SDK. */
    public static <R extends HasMetadata> UpdateControl<R> control(Optional<ApplyResult> applied) {
        return control(applied, Optional.empty());
    }

    /** @param otherwise when something is to be done even if all is well and nothing happens */
    public static <R extends HasMetadata> UpdateControl<R> control(
            Optional<ApplyResult> applied, Optional<Duration> otherwise) {
        var control = UpdateControl.<R>noUpdate();
        otherwise.ifPresent(control::rescheduleAfter);
        applied.flatMap(ApplyResult::problem)
                .ifPresent(problem -> control.rescheduleAfter(problem instanceof ApplyProblem.NotNow ? SOON : LATER));
        return control;
    }
}
