package dev.vivarium.bench;

import java.time.Duration;
import org.HdrHistogram.ConcurrentHistogram;

/** Durations of turns, and how many a second they were. Durations above {@link #LONGEST} count as that. */
final class Timings {
    static final Duration LONGEST = Duration.ofMinutes(1);
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final ConcurrentHistogram histogram = new ConcurrentHistogram(LONGEST.toNanos(), SIGNIFICANT_DIGITS);
    private long elapsedNanos;

    void record(long nanos) {
        histogram.recordValue(Math.min(nanos, LONGEST.toNanos()));
    }

    /** @param nanos how long all recorded turns took together, from the first's begin to the last's end */
    void elapsed(long nanos) {
        elapsedNanos += nanos;
    }

    void add(Timings other) {
        histogram.add(other.histogram);
        elapsedNanos += other.elapsedNanos;
    }

    /** @param percentile 0 to 100 */
    double milliseconds(double percentile) {
        return histogram.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }

    double perSecond() {
        return elapsedNanos == 0 ? 0 : histogram.getTotalCount() * NANOS_PER_SECOND / elapsedNanos;
    }
}
