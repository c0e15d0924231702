package dev.vivarium.operator.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpendWindowTest {
    @ParameterizedTest
    @CsvSource({
        "2026-01-15T12:00:00Z, 2026-01-15T12:00:00Z",
        "2026-01-15T12:01:59.999Z, 2026-01-15T12:00:00Z",
        "2026-01-15T12:02:00Z, 2026-01-15T12:02:00Z",
        "2026-01-15T23:59:59Z, 2026-01-15T23:58:00Z",
        "2026-01-16T00:02:00Z, 2026-01-16T00:02:00Z"
    })
    void theEndMovesEveryTwoMinutes(Instant now, Instant end) {
        var window = SpendWindow.at(now);

        assertThat(window.end()).isEqualTo(end);
        assertThat(window.isEmpty()).isFalse();
    }

    @Test
    void aDayBeginsAtMidnightWithNothing() {
        var window = SpendWindow.at(Instant.parse("2026-01-16T00:01:59Z"));

        assertThat(window.day()).isEqualTo("2026-01-16");
        assertThat(window.start()).isEqualTo(Instant.parse("2026-01-16T00:00:00Z"));
        assertThat(window.isEmpty()).isTrue();
    }

    @Test
    void theQuestionIsTheSameWithinTheTwoMinutes() {
        var one = SpendWindow.at(Instant.parse("2026-01-15T12:00:01Z"));
        var other = SpendWindow.at(Instant.parse("2026-01-15T12:01:58Z"));

        assertThat(one).isEqualTo(other);
        assertThat(one.expression()).contains("[43200s]", "[1h] @ 1768435200");
    }
}
