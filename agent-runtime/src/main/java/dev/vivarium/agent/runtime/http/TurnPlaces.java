package dev.vivarium.agent.runtime.http;

import dev.vivarium.agent.contract.AgentConfiguration;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.Semaphore;

/** Places for turns that come in over HTTP, by whichever API: {@code limits.maxConcurrentTurns}. The bus has a bound of its own of the same size. */
@Singleton
public class TurnPlaces {
    static final String RETRY_AFTER_SECONDS = "1";
    static final String ALL_TAKEN = "The agent already handles as many turns as limits.maxConcurrentTurns allows.";

    private final Semaphore places;

    @Inject
    public TurnPlaces(AgentConfiguration configuration) {
        places = new Semaphore(configuration.limits().maxConcurrentTurns());
    }

    boolean tryTake() {
        return places.tryAcquire();
    }

    void giveBack() {
        places.release();
    }
}
