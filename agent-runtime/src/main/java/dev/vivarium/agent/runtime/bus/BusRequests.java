package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.AMQP;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.InvalidMessageException;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnJson;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.contract.TurnRequest;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Sends requests to other agents over the bus and waits for their replies. */
public final class BusRequests {
    private static final Logger LOG = Logger.getLogger(BusRequests.class);

    private final BusAddress address;
    private final BrokerLink link;
    private final BusPublisher publisher;
    private final ReplyInbox inbox;
    private final DelegatedTasks tasks;
    private final TurnJson json;
    private final Duration handoverTimeout;

    BusRequests(
            BusAddress address,
            BrokerLink link,
            BusPublisher publisher,
            ReplyInbox inbox,
            DelegatedTasks tasks,
            TurnJson json,
            Duration handoverTimeout) {
        this.address = address;
        this.link = link;
        this.publisher = publisher;
        this.inbox = inbox;
        this.tasks = tasks;
        this.json = json;
        this.handoverTimeout = handoverTimeout;
    }

    /**
     * Sends a request and waits for its reply. A turn that is run again after a kill gets the reply that came before, and is answered by a turn that still runs for it. When nobody waits any more, because the time is over or the thread was interrupted, the agent that was asked is
     * told so if the broker is there; otherwise its turn goes on to its end.
     *
     * @param routingKey of the agent to ask
     * @param depth steps of delegation between the user's message and the request
     * @param timeout longest time until the reply, at least a millisecond; a request that has not been taken by then is not handled any more
     * @param trace trace context and baggage to send along
     * @throws UndeliverableException when the request was handed to nobody
     * @throws TimeoutException when there was no reply in time
     * @throws InvalidMessageException when the reply cannot be understood
     */
    public TurnReply ask(String routingKey, TurnRequest request, int depth, Duration timeout, Context trace)
            throws UndeliverableException, TimeoutException, InvalidMessageException, InterruptedException {
        var deadline = System.nanoTime() + timeout.toNanos();
        var id = tasks.id(trace, String.valueOf(request.conversationId()), routingKey, request.input());
        var expected = inbox.expect(id);
        try {
            if (!expected.isDone()) {
                handOver(message(id, routingKey, request, depth, timeout, trace), earlier(deadline));
            }
            return expected.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException | TimeoutException | UnconfirmedException e) {
            tasks.givenUp(id);
            giveUp(id, routingKey, depth, trace);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof InvalidMessageException invalid) {
                throw invalid;
            }
            throw new IllegalStateException(e);
        } finally {
            inbox.forget(id);
        }
    }

    /** Publishes until the broker has confirmed. A repetition has the same message id, so that the receiver takes it for the same task. */
    private void handOver(Publication message, long deadline) throws UndeliverableException, InterruptedException {
        while (true) {
            try {
                var left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
                switch (publisher.publish(link.awaitSession(left), message)) {
                    case CONFIRMED -> {
                        return;
                    }
                    case UNROUTABLE ->
                        throw new UndeliverableException("no agent has a queue for '" + message.routingKey() + "'");
                    case REJECTED -> throw new UndeliverableException("the broker refused the task");
                }
            } catch (BusUnavailableException e) {
                if (System.nanoTime() >= deadline) {
                    throw new UnconfirmedException(e.getMessage());
                }
            }
        }
    }

    /** Tells the agent that was asked, on a thread of its own: the caller's is interrupted, or has no time left. */
    private void giveUp(String id, String routingKey, int depth, Context trace) {
        var properties = new AMQP.BasicProperties.Builder()
                .messageId(id + ".cancel")
                .correlationId(id)
                .type(MessageHeaders.TYPE_TURN_CANCEL)
                .headers(Map.of(MessageHeaders.SOURCE, address.routingKey(), MessageHeaders.DEPTH, depth))
                .build();
        var message = new Publication(
                address.exchange(),
                BusNames.cancelRoutingKey(routingKey),
                BusNames.TEMPORARY_DESTINATION,
                properties,
                new byte[0],
                trace);
        Thread.ofVirtual().name("bus-cancel").start(() -> {
            try {
                var outcome = publisher.publish(link.awaitSession(handoverTimeout), message);
                if (outcome != Publication.Outcome.CONFIRMED) {
                    LOG.debugf("Bus: no instance of %s is there to hear that nobody waits any more", routingKey);
                }
            } catch (BusUnavailableException e) {
                LOG.debugf("Bus: %s was not told that nobody waits any more: %s", routingKey, e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private Publication message(
            String id, String routingKey, TurnRequest request, int depth, Duration timeout, Context trace) {
        var properties = new AMQP.BasicProperties.Builder()
                .messageId(id)
                .correlationId(id)
                .replyTo(address.replyQueue())
                .type(MessageHeaders.TYPE_TURN_REQUEST)
                .contentType(MessageHeaders.CONTENT_TYPE)
                // Nobody waits for the answer after that; the broker then moves the message to the dead-letter queue.
                .expiration(Long.toString(Math.max(1, timeout.toMillis())))
                .headers(Map.of(MessageHeaders.SOURCE, address.routingKey(), MessageHeaders.DEPTH, depth))
                .build();
        return new Publication(
                address.exchange(), routingKey, BusNames.queue(routingKey), properties, json.write(request), trace);
    }

    private long earlier(long deadline) {
        var handover = System.nanoTime() + handoverTimeout.toNanos();
        return handover - deadline < 0 ? handover : deadline;
    }

    /** A request was handed to nobody, as far as is known; the message says why. */
    public static class UndeliverableException extends Exception {
        private static final long serialVersionUID = 1L;

        UndeliverableException(String message) {
            super(message);
        }
    }

    /** The broker has not said that it has a request, which can have arrived nevertheless. */
    private static final class UnconfirmedException extends UndeliverableException {
        private static final long serialVersionUID = 1L;

        UnconfirmedException(String message) {
            super(message);
        }
    }
}
