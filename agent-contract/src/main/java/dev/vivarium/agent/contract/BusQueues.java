package dev.vivarium.agent.contract;

import java.util.Map;

/**
 * Arguments of the durable queues. Whoever declares a queue, the agent that takes from it or the operator for one that does not run yet, must declare the
 * same. They are quorum queues: a confirmed message outlives the broker's crash, and one that is delivered too often, because it takes its consumer down
 * each time, is dead-lettered.
 */
public final class BusQueues {
    /** Deliveries of one message that did not end with an acknowledgement, before the broker dead-letters it. */
    public static final int DELIVERY_LIMIT = 20;

    private static final String TYPE = "x-queue-type";
    private static final String QUORUM = "quorum";

    private BusQueues() {}

    /** Of the queue that an agent takes turns from. */
    public static Map<String, Object> turns(String deadLetterExchange, String routingKey) {
        return Map.of(
                TYPE,
                QUORUM,
                "x-delivery-limit",
                DELIVERY_LIMIT,
                "x-dead-letter-exchange",
                deadLetterExchange,
                "x-dead-letter-routing-key",
                routingKey);
    }

    /** Of the queue that holds what an agent could not handle. */
    public static Map<String, Object> deadLetters() {
        return Map.of(TYPE, QUORUM);
    }
}
