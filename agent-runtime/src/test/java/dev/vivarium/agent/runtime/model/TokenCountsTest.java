package dev.vivarium.agent.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TokenCountsTest {
    @Test
    void noPartIsLargerThanTheWhole() {
        assertThat(new TokenCounts(10, 5, 20, 7, 9)).isEqualTo(new TokenCounts(10, 5, 10, 0, 5));
        assertThat(new TokenCounts(-1, -1, -1, -1, -1)).isEqualTo(TokenCounts.NONE);
        assertThat(new TokenCounts(10, 0, 6, 3, 0).uncachedInput()).isEqualTo(1);
    }
}
