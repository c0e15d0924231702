package dev.vivarium.agent.runtime.turn;

import dev.vivarium.agent.contract.AgentActivity;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** Counts the turns that are being handled. */
@Singleton
public class Activity {
    private final Clock clock;
    private int active;
    private Instant since;

    @Inject
    public Activity(Clock clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    synchronized void began() {
        if (active == 0) {
            since = clock.instant();
        }
        active++;
    }

    synchronized void ended() {
        active--;
        since = active == 0 ? clock.instant() : since;
    }

    public synchronized AgentActivity now() {
        return new AgentActivity(active, since);
    }
}
