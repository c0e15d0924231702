package dev.vivarium.demo.load;

import dev.vivarium.agent.contract.TurnReply;
import java.time.Duration;

/** Hands turns to the agent, one way or another. */
public interface TurnSender extends AutoCloseable {
    /**
     * Sends a turn and waits for its reply on the calling thread.
     *
     * @throws TurnLostException when there is none within the timeout
     */
    TurnReply send(Turn turn, Duration timeout) throws TurnLostException;

    @Override
    void close();
}
