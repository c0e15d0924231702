package dev.vivarium.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.Condition;
import dev.vivarium.api.v1alpha1.ConditionStatus;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {
    private static final String BEFORE = "2026-11-24T05:00:00Z";
    private static final String NOW = "2026-11-24T06:00:00Z";

    private final Conditions conditions =
            new Conditions(Clock.fixed(Instant.parse("2026-11-24T06:00:00.987Z"), ZoneOffset.UTC));

    @Test
    void keepsTheTimeWhileTheStatusIsTheSameEvenIfReasonAndMessageChange() {
        var merged = conditions.merge(
                List.of(new Condition("Ready", ConditionStatus.FALSE, 1L, BEFORE, "Progressing", "0 of 1")),
                List.of(ConditionDraft.isFalse("Ready", "CrashLooping", "exit code 1")),
                2L);

        assertThat(merged)
                .containsExactly(
                        new Condition("Ready", ConditionStatus.FALSE, 2L, BEFORE, "CrashLooping", "exit code 1"));
    }

    @Test
    void takesTheTimeOfTheClockInWholeSecondsWhenTheStatusChanges() {
        var merged = conditions.merge(
                List.of(new Condition("Ready", ConditionStatus.FALSE, 1L, BEFORE, "Progressing", "")),
                List.of(ConditionDraft.isTrue("Ready", "Ready", "")),
                1L);

        assertThat(merged).containsExactly(new Condition("Ready", ConditionStatus.TRUE, 1L, NOW, "Ready", ""));
    }

    @Test
    void keepsTheOrderOfTheDraftsAndDropsWhatIsNoLongerSaid() {
        var merged = conditions.merge(
                List.of(new Condition("Old", ConditionStatus.TRUE, 1L, BEFORE, "X", "")),
                List.of(ConditionDraft.isTrue("B", "X", ""), ConditionDraft.isUnknown("A", "Y", "")),
                3L);

        assertThat(merged).extracting(Condition::type).containsExactly("B", "A");
    }

    @Test
    void cutsAMessageToTheLimitOfTheApi() {
        assertThat(ConditionDraft.isFalse("Ready", "X", "m".repeat(40_000)).message())
                .hasSize(32_768)
                .endsWith("…");
    }
}
