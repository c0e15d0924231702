package dev.vivarium.operator.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.operator.testkit.Sandbox;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class PollingTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofMillis(1);

    private final Queue<String> told = new ConcurrentLinkedQueue<>();
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void aThingThatTheCacheHasNotHeardOfYetIsAskedAboutAndTold() {
        try (var polling = polling(LONG, key -> false)) {
            polling.keepAsking("new", "who?");

            await().atMost(Sandbox.SOON).untilAsserted(() -> assertThat(told).containsExactly("new"));
            assertThat(polling.latest("new", "who?")).contains("who? 1");
        }
    }

    @Test
    void aThingThatIsGoneIsForgottenBeforeItIsAskedAboutAgain() {
        try (var polling = polling(SHORT, key -> false)) {
            polling.keepAsking("gone", "who?");

            await().atMost(Sandbox.SOON)
                    .until(() -> polling.latest("gone", "who?").isEmpty() && asked.get() > 0);
            assertThat(asked).hasValue(1);
        }
    }

    @Test
    void anAnswerIsToldOnlyWhenItIsAnother() {
        try (var polling = new Polling<String, String, String>(
                "test",
                question -> asked.incrementAndGet() < 20 ? "same" : "other",
                answer -> SHORT,
                key -> asked.get() < 40)) {
            polling.onChange(told::add);
            polling.keepAsking("k", "who?");

            await().atMost(Sandbox.SOON).until(() -> asked.get() == 40);
            assertThat(told).containsExactly("k", "k");
        }
    }

    private Polling<String, String, String> polling(Duration pause, Predicate<String> stillWanted) {
        var polling = new Polling<String, String, String>(
                "test", question -> question + " " + asked.incrementAndGet(), answer -> pause, stillWanted);
        polling.onChange(told::add);
        return polling;
    }
}
