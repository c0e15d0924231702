package dev.vivarium.operator.ondemand;

import static dev.vivarium.operator.status.ConditionTypes.READY;
import static dev.vivarium.operator.status.ConditionTypes.TELEMETRY_READY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.operator.status.ConditionDraft;
import dev.vivarium.operator.status.Reasons;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OnDemandConditionsTest {
    private static final ConditionDraft PROGRESSING = ConditionDraft.isFalse(READY, Reasons.PROGRESSING, "0 of 1");
    private static final ConditionDraft NO_SAMPLES =
            ConditionDraft.isFalse(TELEMETRY_READY, Reasons.NO_SAMPLES_RECEIVED, "none");

    private static OnDemandState state(QueueState queue, int replicas, boolean settled) {
        return new OnDemandState(queue, replicas, Optional.empty(), settled);
    }

    private static void assertReady(
            QueueState queue, int replicas, ConditionDraft ofPods, ConditionStatus status, String reason) {
        var draft = OnDemandConditions.ready(state(queue, replicas, false), ofPods);
        assertThat(draft.type()).isEqualTo(READY);
        assertThat(draft.status()).isEqualTo(status);
        assertThat(draft.reason()).isEqualTo(reason);
    }

    @Test
    void isReadyWhenTheNextTaskWillBeHandled() {
        var quiet = new QueueState.Depth(0);
        var crash = ConditionDraft.isFalse(READY, Reasons.CRASH_LOOPING, "exit code 1");
        var running = ConditionDraft.isTrue(READY, Reasons.READY, "1 of 1");
        var noPods = ConditionDraft.isFalse(READY, Reasons.SCALED_TO_ZERO, "spec.replicas is 0");

        assertReady(quiet, 0, noPods, ConditionStatus.TRUE, Reasons.IDLE);
        assertReady(quiet, 0, PROGRESSING, ConditionStatus.TRUE, Reasons.IDLE);
        assertReady(quiet, 1, PROGRESSING, ConditionStatus.TRUE, Reasons.STARTING);
        assertReady(quiet, 1, running, ConditionStatus.TRUE, Reasons.READY);
        assertReady(quiet, 1, crash, ConditionStatus.FALSE, Reasons.CRASH_LOOPING);
        assertReady(new QueueState.NotAsked(), 0, noPods, ConditionStatus.FALSE, Reasons.PROGRESSING);
        assertReady(new QueueState.NotAsked(), 1, running, ConditionStatus.TRUE, Reasons.READY);
        assertReady(new QueueState.Unreachable("down"), 0, noPods, ConditionStatus.FALSE, Reasons.BROKER_UNREACHABLE);
        assertReady(new QueueState.Unreachable("down"), 1, running, ConditionStatus.FALSE, Reasons.BROKER_UNREACHABLE);
    }

    @Test
    void missesNoSamplesOfPodsThatAreNotThere() {
        var idle = OnDemandConditions.telemetry(state(new QueueState.Depth(0), 0, false), NO_SAMPLES);
        assertThat(idle.status()).isEqualTo(ConditionStatus.TRUE);
        assertThat(idle.reason()).isEqualTo(Reasons.IDLE);

        var starting = OnDemandConditions.telemetry(state(new QueueState.Depth(1), 1, false), NO_SAMPLES);
        assertThat(starting.status()).isEqualTo(ConditionStatus.TRUE);
        assertThat(starting.reason()).isEqualTo(Reasons.STARTING);

        var settled = OnDemandConditions.telemetry(state(new QueueState.Depth(1), 1, true), NO_SAMPLES);
        assertThat(settled).isEqualTo(NO_SAMPLES);
    }

    @Test
    void saysThatNothingIsMeasuredWithoutAStack() {
        var noStack = ConditionDraft.isFalse(TELEMETRY_READY, Reasons.NO_STACK, "none");
        assertThat(OnDemandConditions.telemetry(state(new QueueState.Depth(0), 0, false), noStack))
                .isEqualTo(noStack);
    }
}
