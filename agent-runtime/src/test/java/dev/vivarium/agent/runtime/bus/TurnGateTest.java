package dev.vivarium.agent.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.runtime.testing.Patience;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class TurnGateTest {
    private final TurnGate gate = new TurnGate();

    @Test
    void letsNobodyInOnceItIsClosed() {
        assertThat(gate.enter()).isTrue();
        assertThat(gate.isClosed()).isFalse();
        gate.close();
        assertThat(gate.isClosed()).isTrue();
        assertThat(gate.enter()).isFalse();
        assertThat(gate.size()).isEqualTo(1);
        gate.leave();
        assertThat(gate.enter()).isFalse();
        assertThat(gate.size()).isZero();
    }

    @Test
    void waitsUntilItIsEmpty() throws Exception {
        assertThat(gate.awaitEmpty(Duration.ZERO)).isTrue();
        gate.enter();
        assertThat(gate.awaitEmpty(Duration.ofMillis(20))).isFalse();
        var empty = CompletableFuture.supplyAsync(() -> {
            try {
                return gate.awaitEmpty(Patience.AMPLE);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        gate.leave();
        assertThat(empty.get(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}
