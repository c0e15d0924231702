package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/** A message that the broker has handed over on a session and that is to be acknowledged on it. */
record ReceivedDelivery(BusSession session, Channel channel, Delivery message, String destination)
        implements TurnLedger.Holder {
    private static final Logger LOG = Logger.getLogger(ReceivedDelivery.class);

    @Override
    public boolean isLive() {
        return session.isOpen() && channel.isOpen();
    }

    /** Tells the broker to forget the message; when the session is over, it comes again and is acknowledged then. */
    void acknowledge(BusTelemetry telemetry) {
        var begin = System.nanoTime();
        String errorType = null;
        try {
            channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
        } catch (IOException | AlreadyClosedException e) {
            errorType = "unavailable";
            LOG.debugf("Bus: a message could not be acknowledged, it will be delivered again: %s", e.getMessage());
        }
        telemetry.acknowledged(destination, Duration.ofNanos(System.nanoTime() - begin), errorType);
    }
}
