package dev.vivarium.agent.runtime.bus;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.runtime.testing.Patience;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class TurnGateTest {
    private final TurnGate gate = new TurnGate(2);

    @Test
    void letsInAsManyAsItMay() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 20; i++) {
                threads.submit(() -> {
                    go.await();
                    assertThat(gate.enter()).isTrue();
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.yield();
                    inside.decrementAndGet();
                    gate.leave();
                    return null;
                });
            }
            go.countDown();
        }
        assertThat(most.get()).isBetween(1, 2);
        assertThat(gate.size()).isZero();
    }

    @Test
    void turnsAwayThoseWhoWaitWhenItCloses() throws Exception {
        gate.enter();
        gate.enter();
        var waiting = new CompletableFuture<Boolean>();
        var thread = Thread.ofVirtual().start(() -> {
            try {
                waiting.complete(gate.enter());
            } catch (InterruptedException e) {
                waiting.completeExceptionally(e);
            }
        });
        await().until(() -> thread.getState() == Thread.State.WAITING);
        gate.close();
        assertThat(waiting.get(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS)).isFalse();
        gate.leave();
        assertThat(gate.enter()).isFalse();
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
