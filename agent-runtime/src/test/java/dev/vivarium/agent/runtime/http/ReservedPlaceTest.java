package dev.vivarium.agent.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.runtime.turn.TurnPlaces;
import org.junit.jupiter.api.Test;

class ReservedPlaceTest {
    private final TurnPlaces places = new TurnPlaces(1);
    private final ReservedPlace reserved = new ReservedPlace(places.tryTake().orElseThrow());

    @Test
    void isGivenBackWhenItsRequestEndsBeforeTheTurnBegins() {
        assertThat(places.free()).isZero();
        reserved.requestEnded();
        assertThat(places.free()).isEqualTo(1);
        assertThat(reserved.begin()).isFalse();
    }

    @Test
    void staysWithTheTurnThatHasBegun() {
        assertThat(reserved.begin()).isTrue();
        reserved.requestEnded();
        assertThat(places.free()).isZero();
        assertThat(reserved.begin()).as("a second time").isFalse();
    }
}
