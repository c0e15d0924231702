package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Delivery;
import java.io.IOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * A message that the broker has handed over on a session and that is to be acknowledged on it.
 *
 * @param credit of the subscription by which it came
 */
record ReceivedDelivery(BusSession session, TurnSubscription.Credit credit, Delivery message, String destination)
        implements TurnLedger.Holder {
    private static final Logger LOG = Logger.getLogger(ReceivedDelivery.class);

    @Override
    public boolean isLive() {
        return session.isOpen() && credit.channel().isOpen();
    }

    /** Tells the broker to forget the message; when the session is over, it comes again and is acknowledged then. */
    void acknowledge(BusTelemetry telemetry) {
        var begin = System.nanoTime();
        String errorType = null;
        try {
            credit.channel().basicAck(message.getEnvelope().getDeliveryTag(), false);
        } catch (IOException | AlreadyClosedException e) {
            errorType = "unavailable";
            LOG.debugf("Bus: a message could not be acknowledged, it will be delivered again: %s", e.getMessage());
        }
        credit.settled();
        telemetry.acknowledged(destination, Duration.ofNanos(System.nanoTime() - begin), errorType);
    }

    /** Puts the message back into its queue, for whoever takes it next. */
    void giveBack() {
        try {
            credit.channel().basicNack(message.getEnvelope().getDeliveryTag(), false, true);
        } catch (IOException | AlreadyClosedException e) {
            LOG.debugf("Bus: a message goes back with its connection: %s", e.getMessage());
        }
        credit.settled();
    }
}
