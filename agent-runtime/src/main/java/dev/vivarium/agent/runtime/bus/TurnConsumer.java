package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.Delivery;
import dev.vivarium.agent.runtime.turn.TurnPlace;
import dev.vivarium.agent.runtime.turn.TurnPlaces;
import java.io.IOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/** Takes messages from the agent's queue, on every session anew, and sees to it that each is handled once and acknowledged after its answer. */
final class TurnConsumer implements BrokerLink.Participant {
    private static final Logger LOG = Logger.getLogger(TurnConsumer.class);
    /** At the end of the grace period: for interrupted turns to notice, and for answers under way to be confirmed. */
    private static final Duration LAST_GRACE = Duration.ofSeconds(2);

    private final String queue;
    private final int maxConcurrentTurns;
    private final int maxWaitingMessages;
    private final TurnPlaces places;
    private final TurnGate gate = new TurnGate();
    private final ConversationOrder order = new ConversationOrder();
    private final UnbegunTurns unbegun = new UnbegunTurns();
    private final TurnLedger<ReceivedDelivery> ledger;
    private final TurnHandler handler;
    private final TurnAnswers answers;
    private final BusTelemetry telemetry;
    private TurnSubscription subscription;
    private volatile boolean aborted;

    /** @param maxWaitingMessages that are taken while earlier turns of their conversation run */
    TurnConsumer(
            String queue,
            int maxConcurrentTurns,
            int maxWaitingMessages,
            TurnPlaces places,
            TurnLedger<ReceivedDelivery> ledger,
            TurnHandler handler,
            TurnAnswers answers,
            BusTelemetry telemetry) {
        this.queue = queue;
        this.maxConcurrentTurns = maxConcurrentTurns;
        this.maxWaitingMessages = maxWaitingMessages;
        this.places = places;
        this.ledger = ledger;
        this.handler = handler;
        this.answers = answers;
        this.telemetry = telemetry;
    }

    @Override
    public synchronized void join(BusSession session) throws IOException {
        if (!gate.isClosed()) {
            subscription = new TurnSubscription(session, queue, maxConcurrentTurns, maxWaitingMessages, this::take);
        }
    }

    /** Takes no further message and begins no further turn; what has not begun goes back to the queue at once, and what runs goes on. */
    void beginDrain() {
        gate.close();
        synchronized (this) {
            // First: what goes back would come again.
            if (subscription != null) {
                subscription.stop();
            }
        }
        unbegun.giveBack();
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

    private void take(ReceivedDelivery delivery) {
        telemetry.consumed(queue);
        var admitted = ledger.admit(TurnHandler.key(delivery.message()), delivery);
        switch (admitted.admission()) {
            case NEW -> beginTurn(delivery, admitted.entry());
            case ANSWER -> begin(delivery, () -> answerAgain(admitted.entry()));
            case JOINED -> LOG.debug("Bus: a message came again while it is being handled");
            case SETTLED -> {
                LOG.debug("Bus: a message came again after it was answered");
                delivery.acknowledge(telemetry);
            }
        }
        takeMore(delivery);
    }

    /** Called for one message after the other, in the order of the queue. */
    private void beginTurn(ReceivedDelivery delivery, TurnLedger.Entry<ReceivedDelivery> entry) {
        var incoming = handler.read(delivery.message());
        var place = order.enter(incoming.conversation());
        var turn = unbegun.add(() -> ledger.forget(entry).forEach(ReceivedDelivery::giveBack));
        begin(delivery, () -> {
            try {
                place.await();
                handle(turn, entry, delivery.message(), incoming);
            } finally {
                order.leave(place);
                takeMore(delivery);
            }
        });
    }

    private void takeMore(ReceivedDelivery delivery) {
        delivery.credit().subscription().takeMore(order.waiting());
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

    private void handle(
            UnbegunTurns.Unbegun turn, TurnLedger.Entry<ReceivedDelivery> entry, Delivery message, Incoming incoming)
            throws InterruptedException {
        try (var place = places.take()) {
            if (gate.enter()) {
                try {
                    if (unbegun.begin(turn)) {
                        run(entry, message, incoming, place);
                    }
                } finally {
                    gate.leave();
                }
            }
        }
    }

    private void run(TurnLedger.Entry<ReceivedDelivery> entry, Delivery message, Incoming incoming, TurnPlace place)
            throws InterruptedException {
        telemetry.active(queue, 1);
        var handled = false;
        try {
            var result = handler.handle(message, incoming, place);
            if (result.isPresent() && !aborted) {
                answers.handled(entry, result.get());
                handled = true;
                answers.answer(entry);
            }
        } finally {
            if (!handled) {
                var deliveries = ledger.forget(entry);
                if (gate.isClosed()) {
                    deliveries.forEach(ReceivedDelivery::giveBack);
                }
            }
            telemetry.active(queue, -1);
        }
    }

    private void answerAgain(TurnLedger.Entry<ReceivedDelivery> entry) throws InterruptedException {
        if (gate.enter()) {
            try {
                answers.answer(entry);
            } finally {
                gate.leave();
            }
        }
    }
}
