package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.Delivery;
import dev.vivarium.agent.contract.DeadLetterReason;
import java.util.List;
import org.jboss.logging.Logger;

/** Publishes what a message led to, and acknowledges the message after that is confirmed. */
final class TurnAnswers {
    private static final Logger LOG = Logger.getLogger(TurnAnswers.class);

    private final TurnLedger<ReceivedDelivery> ledger;
    private final AnswerJournal journal;
    private final DelegatedTasks tasks;
    private final BusPublisher publisher;
    private final TurnPublications publications;
    private final BusTelemetry telemetry;

    TurnAnswers(
            TurnLedger<ReceivedDelivery> ledger,
            AnswerJournal journal,
            DelegatedTasks tasks,
            BusPublisher publisher,
            TurnPublications publications,
            BusTelemetry telemetry) {
        this.ledger = ledger;
        this.journal = journal;
        this.tasks = tasks;
        this.publisher = publisher;
        this.publications = publications;
        this.telemetry = telemetry;
    }

    /** A message was handled, and this is what is to be published before it may be acknowledged. */
    void handled(TurnLedger.Entry<ReceivedDelivery> entry, List<Publication> toPublish) {
        if (entry.key() != null) {
            if (toPublish.isEmpty()) {
                journal.confirmed(entry.key());
            } else if (toPublish.stream().allMatch(Publication::isReply)) {
                // What goes to the dead-letter queue leads to the same messages however often it is handled.
                journal.ended(entry.key(), KeptReply.of(toPublish.getFirst(), telemetry.propagators()));
            }
        }
        ledger.handled(entry, toPublish);
    }

    /** Answers on a delivery that is still valid; while there is none, the answer waits until the message is delivered again. */
    void answer(TurnLedger.Entry<ReceivedDelivery> entry) throws InterruptedException {
        for (var delivery = ledger.claim(entry); delivery.isPresent(); delivery = ledger.claim(entry)) {
            try {
                publishAll(entry, delivery.get());
                settle(entry);
                return;
            } catch (BusUnavailableException e) {
                LOG.debugf("Bus: an answer is not confirmed yet: %s", e.getMessage());
            }
        }
        LOG.debug("Bus: an answer waits for its message to be delivered again");
    }

    private void settle(TurnLedger.Entry<ReceivedDelivery> entry) {
        var deliveries = ledger.settle(entry);
        if (entry.key() != null) {
            journal.confirmed(entry.key());
            tasks.answered(entry.key());
        }
        deliveries.forEach(delivery -> delivery.acknowledge(telemetry));
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
        Delivery message = delivery.message();
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
}
