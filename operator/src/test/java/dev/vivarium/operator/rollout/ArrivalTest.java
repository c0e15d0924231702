package dev.vivarium.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.operator.settings.Intervals;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrivalTest {
    private static final Rollout NOTHING = new Rollout(Optional.empty(), List.of());
    private static final String CREATED = "2026-11-24T10:00:00Z";

    @ParameterizedTest(name = "seen at {0}: waits for {1}")
    @CsvSource({
        "2026-11-24T10:00:00Z, PT3S",
        "2026-11-24T10:00:02.400Z, PT0.6S",
        "2026-11-24T10:00:03Z,",
        "2026-11-24T11:00:00Z,",
        // The clock here is behind: nobody knows how old the resource is.
        "2026-11-24T09:59:59Z,"
    })
    void waitsForWhatIsMissingUntilTheResourceIsThreeSecondsOld(Instant now, Duration rest) {
        assertThat(at(now).stillExpected(agent(), false, NOTHING)).isEqualTo(Optional.ofNullable(rest));
    }

    @Test
    void waitsForNothingWhenEverythingIsThere() {
        assertThat(at(Instant.parse(CREATED)).stillExpected(agent(), true, NOTHING))
                .isEmpty();
    }

    @Test
    void waitsForNothingOnceSomethingWasStarted() {
        var started = new Rollout(Optional.of(new Deployment()), List.of());

        assertThat(at(Instant.parse(CREATED)).stillExpected(agent(), false, started))
                .isEmpty();
    }

    private static Arrival at(Instant now) {
        return new Arrival(Clock.fixed(now, ZoneOffset.UTC), Intervals.DEFAULT.arrival());
    }

    private static Agent agent() {
        var agent = new Agent();
        agent.setMetadata(new ObjectMetaBuilder().withCreationTimestamp(CREATED).build());
        return agent;
    }
}
