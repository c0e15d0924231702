package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.BuiltinExchangeType;
import java.io.IOException;
import java.util.Map;

/**
 * What an agent needs on the broker. Declaring it again changes nothing. Queues are quorum queues: a confirmed message outlives the broker's crash, and one
 * that is delivered too often, because it takes its consumer down each time, is dead-lettered.
 */
final class Topology implements BrokerLink.Participant {
    /** Deliveries of one message that did not end with an acknowledgement, before the broker dead-letters it. */
    static final int DELIVERY_LIMIT = 20;

    private final BusAddress address;

    Topology(BusAddress address) {
        this.address = address;
    }

    @Override
    public void join(BusSession session) throws IOException {
        var channel = session.openChannel();
        channel.exchangeDeclare(address.exchange(), BuiltinExchangeType.TOPIC, true);
        channel.exchangeDeclare(address.deadLetterExchange(), BuiltinExchangeType.TOPIC, true);
        channel.queueDeclare(address.deadLetterQueue(), true, false, false, Map.of("x-queue-type", "quorum"));
        channel.queueBind(address.deadLetterQueue(), address.deadLetterExchange(), address.routingKey());
        channel.queueDeclare(address.queue(), true, false, false, queueArguments());
        channel.queueBind(address.queue(), address.exchange(), address.routingKey());
    }

    private Map<String, Object> queueArguments() {
        return Map.of(
                "x-queue-type",
                "quorum",
                "x-delivery-limit",
                DELIVERY_LIMIT,
                "x-dead-letter-exchange",
                address.deadLetterExchange(),
                "x-dead-letter-routing-key",
                address.routingKey());
    }
}
