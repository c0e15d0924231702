package dev.vivarium.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutagesTest {
    private Instant now = Instant.parse("2026-11-24T10:00:00Z");
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private final Outages outages = new Outages(clock, Duration.ofSeconds(30));

    @Test
    void aShortOneIsNotTold() {
        assertThat(outages.lasting(Set.of("Pod"))).isEmpty();
        pass(30);
        assertThat(outages.lasting(Set.of("Pod"))).isEmpty();
    }

    @Test
    void oneThatLastsIsTold() {
        outages.lasting(Set.of("Pod"));
        pass(20);
        outages.lasting(Set.of("Pod", "Secret"));
        pass(11);

        assertThat(outages.lasting(Set.of("Pod", "Secret"))).containsExactly("Pod");
    }

    @Test
    void oneThatEndedBeginsAnew() {
        outages.lasting(Set.of("Pod"));
        pass(20);
        outages.lasting(Set.of());
        pass(20);

        assertThat(outages.lasting(Set.of("Pod"))).isEmpty();
    }

    private void pass(int seconds) {
        now = now.plusSeconds(seconds);
    }
}
