package dev.vivarium.agent.runtime.bus;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;

/**
 * Where one instance of an agent is reached on the bus.
 *
 * @param replyQueue queue for the replies to this instance alone
 */
public record BusAddress(
        String exchange,
        String routingKey,
        String queue,
        String deadLetterExchange,
        String deadLetterQueue,
        String replyQueue) {

    /** @param instance identifier of this run of the agent, unique among its replicas */
    public static BusAddress of(AgentConfiguration configuration, String instance) {
        var broker = configuration.broker();
        var routingKey = broker != null && broker.routingKey() != null
                ? broker.routingKey()
                : BusNames.routingKey(configuration.namespace(), configuration.kind(), configuration.name());
        var queue = broker != null && broker.queue() != null ? broker.queue() : BusNames.queue(routingKey);
        return new BusAddress(
                broker != null && broker.exchange() != null ? broker.exchange() : BusNames.EXCHANGE,
                routingKey,
                queue,
                BusNames.DEAD_LETTER_EXCHANGE,
                BusNames.deadLetterQueue(queue),
                BusNames.replyQueue(routingKey, instance));
    }
}
