package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.InvalidMessageException;
import dev.vivarium.agent.contract.TurnJson;
import dev.vivarium.agent.contract.TurnReply;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Takes the replies to this instance's requests. The queue is durable and outlives the connection for some time, so that a reply that comes while the broker
 * or the connection is away is found afterwards; the broker deletes it when it has not been used for that time.
 */
final class ReplyInbox implements BrokerLink.Participant {
    private static final Logger LOG = Logger.getLogger(ReplyInbox.class);

    private final String queue;
    private final Duration expiry;
    private final DelegatedTasks tasks;
    private final TurnJson json;
    private final BusTelemetry telemetry;
    private final Map<String, CompletableFuture<TurnReply>> waiting = new ConcurrentHashMap<>();
    private volatile Subscription subscription;

    private record Subscription(Channel channel, String tag) {}

    ReplyInbox(String queue, Duration expiry, DelegatedTasks tasks, TurnJson json, BusTelemetry telemetry) {
        this.queue = queue;
        this.expiry = expiry;
        this.tasks = tasks;
        this.json = json;
        this.telemetry = telemetry;
    }

    @Override
    public void join(BusSession session) throws IOException {
        var opened = session.openChannel();
        opened.queueDeclare(queue, true, false, false, Map.of("x-expires", expiry.toMillis()));
        var tag = opened.basicConsume(
                queue,
                false,
                (consumer, message) -> take(opened, message),
                consumer -> session.fail("the broker has cancelled the consumer of the reply queue"));
        subscription = new Subscription(opened, tag);
    }

    /** Expects the reply to a request, which may be there already; {@link #forget} has to follow. */
    CompletableFuture<TurnReply> expect(String correlationId) {
        var reply = new CompletableFuture<TurnReply>();
        waiting.put(correlationId, reply);
        tasks.reply(correlationId).ifPresent(body -> complete(reply, body));
        return reply;
    }

    void forget(String correlationId) {
        waiting.remove(correlationId);
    }

    /** Deletes the queue, if the broker is there. */
    void close() {
        var current = subscription;
        if (current != null && current.channel.isOpen()) {
            try {
                current.channel.basicCancel(current.tag);
                current.channel.queueDelete(queue);
            } catch (IOException | AlreadyClosedException e) {
                LOG.debugf("Bus: the reply queue was not deleted, it expires by itself: %s", e.getMessage());
            }
        }
    }

    /** A second reply to the same request changes nothing. */
    private void complete(CompletableFuture<TurnReply> reply, byte[] body) {
        try {
            reply.complete(json.readReply(body));
        } catch (InvalidMessageException e) {
            reply.completeExceptionally(e);
        }
    }

    private void take(Channel from, Delivery message) throws IOException {
        telemetry.consumed(BusNames.TEMPORARY_DESTINATION);
        var correlationId = message.getProperties().getCorrelationId();
        if (correlationId != null) {
            tasks.replied(correlationId, message.getBody());
        }
        var reply = correlationId == null ? null : waiting.get(correlationId);
        if (reply == null) {
            LOG.debugf("Bus: nobody waits for the reply with correlation id %s", correlationId);
        } else {
            complete(reply, message.getBody());
        }
        try {
            from.basicAck(message.getEnvelope().getDeliveryTag(), false);
        } catch (AlreadyClosedException e) {
            LOG.debug("Bus: a reply could not be acknowledged, it will be delivered again");
        }
    }
}
