package dev.vivarium.demo.cluster;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tells people what is waited for, and how long it took. */
public final class Progress {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration REPEAT = Duration.ofSeconds(15);

    private final PrintStream out;
    private final Clock clock;
    private final Instant start;

    public Progress(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
        this.start = clock.instant();
    }

    /** Prints one line with the time since the start. */
    public void say(String text) {
        var elapsed = Duration.between(start, clock.instant());
        out.printf("[%02d:%02d] %s%n", elapsed.toMinutes(), elapsed.toSecondsPart(), text);
        out.flush();
    }

    /**
     * Looks until nothing is missing any more. Whatever the look throws counts as missing, since a system that starts may refuse for a while.
     *
     * @param what what is waited for, for the lines that are printed
     * @param missing what is still missing, empty when nothing is
     * @throws NotInTimeException when something is still missing after the deadline
     */
    public void await(String what, Duration deadline, Supplier<Optional<String>> missing) {
        var begin = clock.instant();
        var said = begin;
        while (true) {
            var still = look(missing);
            var waited = Duration.between(begin, clock.instant());
            if (still.isEmpty()) {
                say("%s: done in %.1f s".formatted(what, waited.toMillis() / 1000.0));
                return;
            }
            if (waited.compareTo(deadline) > 0) {
                throw new NotInTimeException(
                        "%s: not within %d s: %s".formatted(what, deadline.toSeconds(), still.get()));
            }
            if (Duration.between(said, clock.instant()).compareTo(REPEAT) > 0) {
                said = clock.instant();
                say("%s: still waiting for %s".formatted(what, still.get()));
            }
            pause();
        }
    }

    private static Optional<String> look(Supplier<Optional<String>> missing) {
        try {
            return missing.get();
        } catch (RuntimeException e) {
            return Optional.of("an answer (%s)".formatted(e.getMessage() == null ? e.toString() : e.getMessage()));
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting", e);
        }
    }
}
