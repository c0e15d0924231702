package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import dev.vivarium.agent.contract.DeadLetterReason;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;

/** Takes messages from the agent's queue, on every session anew, and sees to it that each is handled once and acknowledged after its answer. */
final class TurnConsumer implements BrokerLink.Participant {
    private static final Logger LOG = Logger.getLogger(TurnConsumer.class);
    /** At the end of the grace period: for interrupted turns to notice, and for answers under way to be confirmed. */
    private static final Duration LAST_GRACE = Duration.ofSeconds(2);

    private final String queue;
    private final int maxConcurrentTurns;
    private final TurnGate gate;
    private final ConversationOrder order = new ConversationOrder();
    private final TurnLedger<ReceivedDelivery> ledger;
    private final TurnHandler handler;
    private final BusPublisher publisher;
    private final TurnPublications publications;
    private final BusTelemetry telemetry;
    private final AtomicReference<Subscription> subscription = new AtomicReference<>();
    private volatile boolean aborted;

    private record Subscription(Channel channel, String tag) {}

    TurnConsumer(
            String queue,
            int maxConcurrentTurns,
            TurnLedger<ReceivedDelivery> ledger,
            TurnHandler handler,
            BusPublisher publisher,
            TurnPublications publications,
            BusTelemetry telemetry) {
        this.queue = queue;
        this.maxConcurrentTurns = maxConcurrentTurns;
        this.gate = new TurnGate(maxConcurrentTurns);
        this.ledger = ledger;
        this.handler = handler;
        this.publisher = publisher;
        this.publications = publications;
        this.telemetry = telemetry;
    }

    @Override
    public void join(BusSession session) throws IOException {
        if (gate.isClosed()) {
            return;
        }
        var channel = session.openChannel();
        channel.basicQos(maxConcurrentTurns);
        var tag = channel.basicConsume(
                queue,
                false,
                (consumer, message) -> take(new ReceivedDelivery(session, channel, message, queue)),
                consumer -> session.fail("the broker has cancelled the consumer of the queue " + queue));
        subscription.set(new Subscription(channel, tag));
        if (gate.isClosed()) {
            cancel();
        }
    }

    /** Takes no further message and begins no further turn; what runs goes on. */
    void beginDrain() {
        gate.close();
        cancel();
    }

    /**
     * Waits for what runs, and interrupts it when the time is over; such turns are not answered, and their messages go back to the queue.
     *
     * @return whether everything ended in time
     */
    boolean awaitDrained(Duration timeout) throws InterruptedException {
        if (gate.awaitEmpty(timeout)) {
            return true;
        }
        aborted = true;
        LOG.warnf(
                "Bus: %d turns have not ended within the grace period; their messages go back to the queue",
                gate.size());
        handler.interruptAll();
        gate.awaitEmpty(LAST_GRACE);
        return false;
    }

    private void cancel() {
        var cancelled = subscription.getAndSet(null);
        if (cancelled != null) {
            try {
                cancelled.channel.basicCancel(cancelled.tag);
            } catch (IOException | AlreadyClosedException e) {
                LOG.debugf("Bus: the consumer was not cancelled, its channel is closed: %s", e.getMessage());
            }
        }
    }

    private void take(ReceivedDelivery delivery) {
        telemetry.consumed(queue);
        if (gate.isClosed()) {
            // Not acknowledged: it goes back to the queue when the connection closes.
            return;
        }
        var admitted = ledger.admit(key(delivery.message()), delivery);
        switch (admitted.admission()) {
            case NEW -> beginTurn(delivery, admitted.entry());
            case ANSWER -> begin(delivery, () -> answerAgain(admitted.entry()));
            case JOINED -> LOG.debug("Bus: a message came again while it is being handled");
            case SETTLED -> {
                LOG.debug("Bus: a message came again after it was answered");
                delivery.acknowledge(telemetry);
            }
        }
    }

    /** Called for one message after the other, in the order of the queue. */
    private void beginTurn(ReceivedDelivery delivery, TurnLedger.Entry<ReceivedDelivery> entry) {
        var message = delivery.message();
        var incoming = handler.read(message);
        var place = order.enter(incoming.conversation());
        begin(delivery, () -> {
            try {
                place.await();
                handle(entry, message, incoming);
            } finally {
                order.leave(place);
            }
        });
    }

    @FunctionalInterface
    private interface Work {
        void run() throws InterruptedException;
    }

    private void begin(ReceivedDelivery delivery, Work work) {
        Thread.ofVirtual().name("bus-turn").start(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                LOG.debug("Bus: the agent stops before a message is answered; it goes back to the queue");
            } catch (RuntimeException e) {
                LOG.error("Bus: a message was not answered because of a defect; it goes back to the queue", e);
                delivery.session().fail("a message was not answered because of a defect of the agent");
            }
        });
    }

    private void handle(TurnLedger.Entry<ReceivedDelivery> entry, Delivery message, Incoming incoming)
            throws InterruptedException {
        if (!gate.enter()) {
            ledger.forget(entry);
            return;
        }
        telemetry.active(queue, 1);
        var handled = false;
        try {
            var result = handler.handle(message, incoming);
            if (result.isPresent() && !aborted) {
                ledger.handled(entry, result.get());
                handled = true;
                answer(entry);
            }
        } finally {
            if (!handled) {
                ledger.forget(entry);
            }
            telemetry.active(queue, -1);
            gate.leave();
        }
    }

    private void answerAgain(TurnLedger.Entry<ReceivedDelivery> entry) throws InterruptedException {
        if (gate.enter()) {
            try {
                answer(entry);
            } finally {
                gate.leave();
            }
        }
    }

    private void answer(TurnLedger.Entry<ReceivedDelivery> entry) throws InterruptedException {
        for (var delivery = ledger.claim(entry); delivery.isPresent(); delivery = ledger.claim(entry)) {
            try {
                publishAll(entry, delivery.get());
                ledger.settle(entry).forEach(settled -> settled.acknowledge(telemetry));
                return;
            } catch (BusUnavailableException e) {
                LOG.debugf("Bus: an answer is not confirmed yet: %s", e.getMessage());
            }
        }
        LOG.debug("Bus: an answer waits for its message to be delivered again");
    }

    private void publishAll(TurnLedger.Entry<ReceivedDelivery> entry, ReceivedDelivery delivery)
            throws BusUnavailableException, InterruptedException {
        for (var next = ledger.next(entry); next.isPresent(); next = ledger.next(entry)) {
            var outcome = publisher.publish(delivery.session(), next.get());
            ledger.published(entry, instead(delivery, next.get(), outcome));
        }
    }

    /** What has to be published instead of something that reached no queue. */
    private List<Publication> instead(ReceivedDelivery delivery, Publication publication, Publication.Outcome outcome)
            throws BusUnavailableException {
        if (outcome == Publication.Outcome.CONFIRMED) {
            return List.of();
        }
        if (!publication.isReply()) {
            var reason = "the broker does not take messages for the dead-letter queue " + publication.destination();
            delivery.session().fail(reason);
            throw new BusUnavailableException(reason);
        }
        var message = delivery.message();
        if (outcome == Publication.Outcome.UNROUTABLE) {
            LOG.warnf(
                    "Bus: nobody waits for the reply any more, its queue %s does not exist (message id %s)",
                    publication.routingKey(), message.getProperties().getMessageId());
            return List.of();
        }
        var detail = "the broker refused the reply for the queue " + publication.routingKey();
        LOG.warnf("Bus: %s; the request goes to the dead-letter queue", detail);
        return List.of(publications.deadLetter(message, DeadLetterReason.REPLY_REJECTED, detail, publication.trace()));
    }

    /** Whoever repeats a request repeats its message id; different senders may use the same one. */
    private static String key(Delivery message) {
        var properties = message.getProperties();
        return properties.getMessageId() == null
                ? null
                : String.join(
                        "\n",
                        properties.getMessageId(),
                        String.valueOf(properties.getReplyTo()),
                        String.valueOf(properties.getCorrelationId()));
    }
}
