package dev.vivarium.agent.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CancellationsTest {
    private final Cancellations cancellations = new Cancellations();

    @AfterEach
    void notInterrupted() {
        assertThat(Thread.interrupted()).as("the test's thread is interrupted").isFalse();
    }

    @Test
    void interruptsTheTurnThatIsMeantAndNoOther() {
        var run = cancellations.begin("a");
        var nameless = cancellations.begin(null);
        cancellations.cancel("b");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        cancellations.cancel("a");
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        cancellations.end(nameless);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        cancellations.end(run);
        assertThat(cancellations.takeEarly("a")).isFalse();
    }

    @Test
    void aTurnThatHasEndedIsLeftAlone() {
        var run = cancellations.begin("a");
        cancellations.end(run);
        cancellations.cancel("a");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void remembersOnceWhatIsNotToBegin() {
        cancellations.cancel("a");
        assertThat(cancellations.takeEarly("b")).isFalse();
        assertThat(cancellations.takeEarly("a")).isTrue();
        assertThat(cancellations.takeEarly("a")).isFalse();
    }

    @Test
    void remembersABoundedNumberTheNewest() {
        IntStream.rangeClosed(0, Cancellations.MOST_REMEMBERED).forEach(i -> cancellations.cancel("m-" + i));
        assertThat(cancellations.takeEarly("m-0")).isFalse();
        assertThat(cancellations.takeEarly("m-1")).isTrue();
        assertThat(cancellations.takeEarly("m-" + Cancellations.MOST_REMEMBERED))
                .isTrue();
    }

    @Test
    void interruptsAllAtTheEndOfTheGracePeriodAndForGood() {
        var run = cancellations.begin("a");
        cancellations.interruptAll();
        cancellations.end(run);
        assertThat(Thread.interrupted()).isTrue();
    }
}
