package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.Delivery;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.MessageHeaders;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Hears that turns are given up, apart from the queue of requests: there the message would wait behind the turn that it is about, and could reach another replica. */
final class CancelInbox implements BrokerLink.Participant {
    private static final Logger LOG = Logger.getLogger(CancelInbox.class);

    private final BusAddress address;
    private final Cancellations cancellations;
    private final BusTelemetry telemetry;

    CancelInbox(BusAddress address, Cancellations cancellations, BusTelemetry telemetry) {
        this.address = address;
        this.cancellations = cancellations;
        this.telemetry = telemetry;
    }

    @Override
    public void join(BusSession session) throws IOException {
        var channel = session.openChannel();
        // Another name for each connection: the broker may still hold the exclusive queue of the one before.
        var queue = BusNames.cancelQueue(address.routingKey(), UUID.randomUUID().toString());
        channel.queueDeclare(queue, false, true, true, Map.of());
        channel.queueBind(queue, address.exchange(), BusNames.cancelRoutingKey(address.routingKey()));
        channel.basicConsume(
                queue,
                true,
                (consumer, message) -> take(message),
                consumer -> session.fail("the broker has cancelled the consumer of the queue " + queue));
    }

    private void take(Delivery message) {
        telemetry.consumed(BusNames.TEMPORARY_DESTINATION);
        var properties = message.getProperties();
        if (!MessageHeaders.TYPE_TURN_CANCEL.equals(properties.getType()) || properties.getCorrelationId() == null) {
            LOG.warnf(
                    "Bus: a message for the cancellation of turns is ignored: its type must be %s and it must have a correlation_id",
                    MessageHeaders.TYPE_TURN_CANCEL);
            return;
        }
        LOG.infof("Bus: the turn of message %s is given up by its sender", properties.getCorrelationId());
        cancellations.cancel(properties.getCorrelationId());
    }
}
