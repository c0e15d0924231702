package dev.vivarium.agent.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TierTest {
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, LOW",
        "100, 4000, 2, LOW",
        "101, 4000, 2, BALANCED",
        "100, 4001, 2, BALANCED",
        "100, 4000, 3, BALANCED",
        "2000, 32000, 4, BALANCED",
        "2001, 32000, 4, HIGH",
        "2000, 32001, 4, HIGH",
        "1, 1, 5, HIGH",
    })
    void growsWithMessageContextAndCalls(long message, long context, int call, Tier tier) {
        assertThat(Tier.of(message, context, call)).isEqualTo(tier);
    }
}
