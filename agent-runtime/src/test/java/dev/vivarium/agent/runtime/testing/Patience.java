package dev.vivarium.agent.runtime.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** How tests wait for what must come: so long that the speed of the machine does not matter, since only a test that fails ever waits to the end. */
public final class Patience {
    /** Longer than anything takes on a busy machine. */
    public static final Duration AMPLE = Duration.ofMinutes(3);

    private Patience() {}

    public static ConditionFactory await() {
        return Awaitility.await().atMost(AMPLE);
    }
}
