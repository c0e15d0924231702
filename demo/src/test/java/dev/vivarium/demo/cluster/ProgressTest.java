package dev.vivarium.demo.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProgressTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Progress progress =
            new Progress(new PrintStream(out, true, StandardCharsets.UTF_8), Clock.systemUTC());

    @Test
    void looksAgainUntilNothingIsMissing() {
        var looks = new AtomicInteger();

        progress.await("thing", Duration.ofMinutes(1), () -> {
            if (looks.incrementAndGet() == 1) {
                throw new IllegalStateException("refused");
            }
            return looks.get() < 3 ? Optional.of("more") : Optional.empty();
        });

        assertThat(looks).hasValue(3);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("thing: done in");
    }

    @Test
    void saysWhatIsMissingAtTheDeadline() {
        assertThatThrownBy(() -> progress.await("thing", Duration.ZERO, () -> Optional.of("the last piece")))
                .isInstanceOf(NotInTimeException.class)
                .hasMessage("thing: not within 0 s: the last piece");
        assertThatThrownBy(() -> progress.await("thing", Duration.ZERO, () -> {
                    throw new IllegalStateException("refused");
                }))
                .hasMessageContaining("an answer (refused)");
    }
}
