package dev.vivarium.demo.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LoadPlanTest {
    @Test
    void sendsWhatWasAskedForOverEveryChannel() {
        var turns = LoadPlan.turns("run", 60, 20);

        var counts = turns.stream().collect(Collectors.groupingBy(Turn::channel, Collectors.counting()));
        assertThat(counts)
                .containsEntry(Channel.BUS, 60L)
                .containsEntry(Channel.HTTP, 14L)
                .containsEntry(Channel.SSE, 6L);
        assertThat(turns).extracting(Turn::turnId).doesNotHaveDuplicates();
        assertThat(new HashSet<>(turns.stream().map(Turn::conversationId).toList()))
                .hasSize(20);
    }

    @Test
    void isTheSameForTheSameRunAndSharesNothingWithOthers() {
        assertThat(LoadPlan.turns("a", 7, 7)).isEqualTo(LoadPlan.turns("a", 7, 7));
        assertThat(LoadPlan.turns("a", 7, 7))
                .extracting(Turn::conversationId)
                .doesNotContainAnyElementsOf(LoadPlan.turns("b", 7, 7).stream()
                        .map(Turn::conversationId)
                        .toList());
    }

    @Test
    void needsEveryToolAndTheSubAgent() {
        var inputs = LoadPlan.turns("run", 7, 0).stream()
                .map(turn -> turn.input().toLowerCase())
                .toList();

        assertThat(inputs)
                .anyMatch(input -> input.contains("* 4"))
                .anyMatch(input -> input.startsWith("remember"))
                .anyMatch(input -> input.contains("notes"))
                .anyMatch(input -> input.contains("time"))
                .anyMatch(input -> input.contains("research"));
    }

    @Test
    void knowsTheResultsOfItsCalculations() {
        var first = LoadPlan.turns("run", 1, 0).getFirst();

        assertThat(first.input()).isEqualTo("How much is (2 + 8) * 4?");
        assertThat(first.expected()).contains("40");
    }
}
