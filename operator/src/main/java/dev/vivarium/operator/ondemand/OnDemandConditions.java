package dev.vivarium.operator.ondemand;

import static dev.vivarium.operator.status.ConditionDraft.isFalse;
import static dev.vivarium.operator.status.ConditionDraft.isTrue;
import static dev.vivarium.operator.status.ConditionTypes.READY;
import static dev.vivarium.operator.status.ConditionTypes.TELEMETRY_READY;

import dev.vivarium.operator.status.ConditionDraft;
import dev.vivarium.operator.status.Reasons;

/** What the conditions of a SubAgent on demand say; it is ready when the next task will be handled, whether pods run or not. */
public final class OnDemandConditions {
    private OnDemandConditions() {}

    /** @param ofPods what Ready would say if the pods had to run all the time */
    public static ConditionDraft ready(OnDemandState state, ConditionDraft ofPods) {
        return switch (state.queue()) {
            case QueueState.Unreachable(String reason) ->
                isFalse(
                        READY,
                        Reasons.BROKER_UNREACHABLE,
                        "the operator cannot see what waits in the queue, so the number of pods stays "
                                + state.replicas() + ": " + reason);
            case QueueState.NotAsked ignored
            when state.replicas() == 0 ->
                isFalse(READY, Reasons.PROGRESSING, "the broker has not been asked about the queue yet");
            default -> state.replicas() == 0 ? idle() : running(ofPods);
        };
    }

    /** @param observed what TelemetryReady would say if the pods ran all the time */
    public static ConditionDraft telemetry(OnDemandState state, ConditionDraft observed) {
        var noStack = Reasons.NO_STACK.equals(observed.reason());
        if (state.settled() || noStack) {
            return observed;
        }
        return isTrue(
                TELEMETRY_READY,
                state.replicas() == 0 ? Reasons.IDLE : Reasons.STARTING,
                "no samples are expected until a pod has run for a moment");
    }

    private static ConditionDraft idle() {
        return isTrue(READY, Reasons.IDLE, "there is nothing to do, so no pods run; the next task starts one");
    }

    private static ConditionDraft running(ConditionDraft ofPods) {
        return Reasons.PROGRESSING.equals(ofPods.reason())
                ? isTrue(READY, Reasons.STARTING, "pods are starting: " + ofPods.message())
                : ofPods;
    }
}
