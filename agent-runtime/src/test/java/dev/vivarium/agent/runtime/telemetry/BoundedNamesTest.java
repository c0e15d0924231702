package dev.vivarium.agent.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BoundedNamesTest {
    @Test
    void letsNoMoreThanTheLimitThrough() {
        var names = new BoundedNames(3, "other");
        var values = IntStream.range(0, 1_000)
                .mapToObj(i -> names.bound("name-" + i))
                .collect(Collectors.toSet());
        assertThat(values).containsExactlyInAnyOrder("name-0", "name-1", "name-2", "other");
        assertThat(names.bound("name-1")).isEqualTo("name-1");
    }

    @Test
    void letsNoLongNameThrough() {
        var names = new BoundedNames(3, "other");
        assertThat(names.bound("x".repeat(BoundedNames.LONGEST + 1))).isEqualTo("other");
        assertThat(names.bound("x".repeat(BoundedNames.LONGEST))).hasSize(BoundedNames.LONGEST);
    }

    @Test
    void letsNoMoreThanTheLimitThroughWhenManyAskAtOnce() {
        var names = new BoundedNames(3, "other");
        var values = IntStream.range(0, 10_000)
                .parallel()
                .mapToObj(i -> names.bound("name-" + i))
                .collect(Collectors.toSet());
        assertThat(values).hasSize(4).contains("other");
    }
}
