package dev.vivarium.operator.testkit;

import dev.vivarium.operator.settings.Intervals;
import java.time.Duration;

/** Intervals of an operator that looks often: that a test waits for a look proves nothing. */
public final class BriefIntervals {
    /** Between two looks at the queue and the pods of a SubAgent on demand. */
    public static final Duration DEMAND = Duration.ofMillis(250);

    private static final Duration SECOND = Duration.ofSeconds(1);

    private BriefIntervals() {}

    /** Waits for nothing that may be about to come. */
    public static Intervals get() {
        return with(Duration.ZERO);
    }

    /** @param arrival patience with resources that refer to what is not there yet */
    public static Intervals with(Duration arrival) {
        return new Intervals(
                arrival,
                SECOND,
                SECOND,
                SECOND,
                SECOND,
                SECOND,
                DEMAND,
                SECOND,
                SECOND,
                SECOND,
                SECOND.multipliedBy(2),
                SECOND,
                Duration.ofMillis(200),
                SECOND.multipliedBy(2));
    }
}
