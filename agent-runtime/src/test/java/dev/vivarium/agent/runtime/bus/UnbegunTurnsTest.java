package dev.vivarium.agent.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnbegunTurnsTest {
    private final UnbegunTurns turns = new UnbegunTurns();
    private final List<String> back = new ArrayList<>();

    @Test
    void whatHasNotBegunGoesBackInOrderAndDoesNotBeginAnyMore() {
        var first = turns.add(() -> back.add("first"));
        var second = turns.add(() -> back.add("second"));
        var third = turns.add(() -> back.add("third"));
        assertThat(turns.begin(first)).isTrue();
        turns.giveBack();
        assertThat(back).containsExactly("second", "third");
        assertThat(turns.begin(second)).isFalse();
        assertThat(turns.begin(third)).isFalse();
    }

    @Test
    void whatComesAfterwardsGoesBackAtOnce() {
        turns.giveBack();
        var late = turns.add(() -> back.add("late"));
        assertThat(back).containsExactly("late");
        assertThat(turns.begin(late)).isFalse();
        turns.giveBack();
        assertThat(back).hasSize(1);
    }
}
