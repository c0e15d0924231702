package dev.vivarium.agent.runtime.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10));

    @Test
    void doublesUpToTheLongest() {
        RandomGenerator none = () -> 0L;
        assertThat(Stream.of(1, 2, 3, 6, 7, 1_000_000).map(failures -> backoff.pause(failures, none)))
                .containsExactly(
                        Duration.ofMillis(250),
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(8),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10));
    }

    @Test
    void spreadsOverTheUpperHalf() {
        var random = new SplittableRandom(7);
        var pauses = random.ints(500).mapToObj(i -> backoff.pause(3, random)).toList();
        assertThat(pauses)
                .allSatisfy(pause -> assertThat(pause).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1)));
        assertThat(pauses).anyMatch(pause -> pause.toMillis() < 600).anyMatch(pause -> pause.toMillis() > 900);
    }
}
