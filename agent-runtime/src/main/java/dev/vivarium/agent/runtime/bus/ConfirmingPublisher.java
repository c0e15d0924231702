package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

/** Publishes on one channel and waits for the broker's confirmation of each message. May be used by many threads. */
final class ConfirmingPublisher {
    private final Channel channel;
    private final ReentrantLock order = new ReentrantLock();
    private final ConcurrentNavigableMap<Long, Pending> unconfirmed = new ConcurrentSkipListMap<>();

    /** Takes the channel over; nobody else may publish on it. */
    ConfirmingPublisher(Channel channel) throws IOException {
        this.channel = channel;
        channel.confirmSelect();
        channel.addConfirmListener(
                (tag, multiple) -> settle(tag, multiple, Publication.Outcome.CONFIRMED),
                (tag, multiple) -> settle(tag, multiple, Publication.Outcome.REJECTED));
        channel.addReturnListener(this::returned);
        channel.addShutdownListener(this::lost);
    }

    /**
     * Publishes and waits.
     *
     * @param properties with a message id
     * @throws BusUnavailableException when the connection breaks before the broker confirms; whether the message arrived is unknown then
     * @throws TimeoutException when the broker says nothing for so long
     */
    Publication.Outcome publish(
            String exchange, String routingKey, AMQP.BasicProperties properties, byte[] body, Duration timeout)
            throws BusUnavailableException, InterruptedException, TimeoutException {
        var deadline = System.nanoTime() + timeout.toNanos();
        var pending = new Pending(properties.getMessageId());
        if (!order.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new TimeoutException();
        }
        long sequence;
        try {
            sequence = channel.getNextPublishSeqNo();
            unconfirmed.put(sequence, pending);
            try {
                channel.basicPublish(exchange, routingKey, true, properties, body);
            } catch (IOException | AlreadyClosedException e) {
                unconfirmed.remove(sequence);
                throw new BusUnavailableException("the connection to the broker was lost while publishing", e);
            }
        } finally {
            order.unlock();
        }
        try {
            return pending.outcome.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new BusUnavailableException(e.getCause().getMessage(), e.getCause());
        } finally {
            unconfirmed.remove(sequence);
        }
    }

    private void returned(Return message) {
        // The broker sends the return before the confirmation of the same message.
        for (var pending : unconfirmed.values()) {
            if (pending.messageId.equals(message.getProperties().getMessageId())) {
                pending.returned = true;
            }
        }
    }

    private void settle(long tag, boolean multiple, Publication.Outcome outcome) {
        var settled = multiple ? unconfirmed.headMap(tag, true) : unconfirmed.subMap(tag, true, tag, true);
        for (var sequence : settled.keySet()) {
            var pending = unconfirmed.remove(sequence);
            if (pending != null) {
                pending.outcome.complete(
                        pending.returned && outcome == Publication.Outcome.CONFIRMED
                                ? Publication.Outcome.UNROUTABLE
                                : outcome);
            }
        }
    }

    private void lost(ShutdownSignalException signal) {
        var reason = new BusUnavailableException(BrokerFailures.reason(signal), signal);
        for (var sequence : unconfirmed.keySet()) {
            var pending = unconfirmed.remove(sequence);
            if (pending != null) {
                pending.outcome.completeExceptionally(reason);
            }
        }
    }

    private static final class Pending {
        private final String messageId;
        private final CompletableFuture<Publication.Outcome> outcome = new CompletableFuture<>();
        private volatile boolean returned;

        private Pending(String messageId) {
            this.messageId = messageId;
        }
    }
}
