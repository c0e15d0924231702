package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.AMQP;
import io.opentelemetry.context.Context;

/**
 * One message on its way to the broker. It is always persistent, confirmed, and reported when no queue takes it.
 *
 * @param destination value of {@code messaging.destination.name}
 * @param properties with a message id; trace context and enqueue time are added when it is published
 * @param trace trace context and baggage to send along
 */
public record Publication(
        String exchange,
        String routingKey,
        String destination,
        AMQP.BasicProperties properties,
        byte[] body,
        Context trace) {

    /** Whether it goes straight to a queue that its receiver has named. */
    boolean isReply() {
        return exchange.isEmpty();
    }

    /** How a publication ended, once that is known. */
    public enum Outcome {
        /** The broker answers for the message. */
        CONFIRMED,
        /** There is no queue that takes it. */
        UNROUTABLE,
        /** The broker refused it. */
        REJECTED
    }
}
