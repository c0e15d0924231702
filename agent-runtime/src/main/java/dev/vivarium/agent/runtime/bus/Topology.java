package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.BuiltinExchangeType;
import dev.vivarium.agent.contract.BusQueues;
import java.io.IOException;

/** What an agent needs on the broker. Declaring it again changes nothing. */
final class Topology implements BrokerLink.Participant {
    private final BusAddress address;

    Topology(BusAddress address) {
        this.address = address;
    }

    @Override
    public void join(BusSession session) throws IOException {
        var channel = session.openChannel();
        channel.exchangeDeclare(address.exchange(), BuiltinExchangeType.TOPIC, true);
        channel.exchangeDeclare(address.deadLetterExchange(), BuiltinExchangeType.TOPIC, true);
        channel.queueDeclare(address.deadLetterQueue(), true, false, false, BusQueues.deadLetters());
        channel.queueBind(address.deadLetterQueue(), address.deadLetterExchange(), address.routingKey());
        channel.queueDeclare(
                address.queue(),
                true,
                false,
                false,
                BusQueues.turns(address.deadLetterExchange(), address.routingKey()));
        channel.queueBind(address.queue(), address.exchange(), address.routingKey());
    }
}
