package dev.vivarium.agent.runtime.turn;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.runtime.testing.Patience;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class TurnPlacesTest {
    private final TurnPlaces places = new TurnPlaces(2);

    @Test
    void boundsAllTurnsTogether() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var i = 0; i < 40; i++) {
                var overHttp = i % 2 == 0;
                threads.submit(() -> {
                    go.await();
                    var place = overHttp ? places.tryTake() : Optional.of(places.take());
                    place.ifPresent(taken -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        Thread.yield();
                        inside.decrementAndGet();
                        taken.close();
                    });
                    return null;
                });
            }
            go.countDown();
        }
        assertThat(most.get()).isBetween(1, 2);
        assertThat(places.free()).isEqualTo(2);
    }

    @Test
    void refusesOrWaitsWhenNoneIsFree() throws Exception {
        var first = places.tryTake().orElseThrow();
        places.take();
        assertThat(places.tryTake()).isEmpty();
        var waiting = new FutureTask<>(places::take);
        var thread = Thread.ofVirtual().start(waiting);
        await().until(() -> thread.getState() == Thread.State.WAITING);
        first.close();
        waiting.get(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS).close();
        assertThat(places.free()).isEqualTo(1);
    }

    @Test
    void isGivenBackOnceHoweverOftenItIsClosed() {
        var place = places.tryTake().orElseThrow();
        place.close();
        place.close();
        assertThat(places.free()).isEqualTo(2);
    }

    @Test
    void isFreeForOthersWhileItsTurnWaits() throws Exception {
        var place = places.tryTake().orElseThrow();
        assertThat(place.leave()).isTrue();
        var other = places.tryTake().orElseThrow();
        var another = places.tryTake().orElseThrow();
        assertThat(place.comeBack(Duration.ofMillis(10))).isFalse();
        other.close();
        assertThat(place.comeBack(Patience.AMPLE)).isTrue();
        assertThat(places.free()).isZero();
        place.close();
        another.close();
        assertThat(places.free()).isEqualTo(2);
    }

    @Test
    void asManyOverHttpMayWaitAsThereArePlacesAndMessagesAlways() throws Exception {
        var first = places.tryTake().orElseThrow();
        var second = places.tryTake().orElseThrow();
        assertThat(first.leave()).isTrue();
        assertThat(second.leave()).isTrue();
        var third = places.tryTake().orElseThrow();
        assertThat(third.leave()).isFalse();
        assertThat(places.free()).as("it still has its place").isEqualTo(1);
        var message = places.take();
        assertThat(message.leave()).isTrue();
        // One that comes back, and one that is given up while it waits, let others wait.
        assertThat(first.comeBack(Patience.AMPLE)).isTrue();
        assertThat(third.leave()).isTrue();
        second.close();
        var fourth = places.tryTake().orElseThrow();
        assertThat(fourth.leave()).isTrue();
    }
}
