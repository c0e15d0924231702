package dev.vivarium.agent.runtime.bus;

import dev.vivarium.agent.contract.TurnRequest;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Optional;

/** What a message from an agent's queue turns out to be. */
sealed interface Incoming {
    /** Trace context and baggage of the message. */
    Context trace();

    /** When the message was handed to the broker, as its sender says. */
    Optional<Instant> enqueuedAt();

    /** The conversation that it belongs to; null for one of its own. */
    String conversation();

    /**
     * A request.
     *
     * @param source routing key of the sending agent, or {@link dev.vivarium.agent.contract.MessageHeaders#SOURCE_USER}
     * @param depth steps of delegation from the user's message, at least 0
     */
    record Turn(TurnRequest request, String source, int depth, Context trace, Optional<Instant> enqueuedAt)
            implements Incoming {
        @Override
        public String conversation() {
            return request.conversationId();
        }
    }

    /**
     * Something that cannot be understood.
     *
     * @param turnId what an error reply names as the turn
     * @param problem a sentence for the sender
     */
    record Garbage(String turnId, String problem, Context trace, Optional<Instant> enqueuedAt) implements Incoming {
        @Override
        public String conversation() {
            return null;
        }
    }
}
