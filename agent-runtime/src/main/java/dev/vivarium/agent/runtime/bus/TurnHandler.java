package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.Delivery;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.contract.TurnReply.TurnError;
import dev.vivarium.agent.contract.TurnReply.Usage;
import dev.vivarium.agent.runtime.turn.TurnContext;
import dev.vivarium.agent.runtime.turn.TurnListener;
import dev.vivarium.agent.runtime.turn.TurnPlace;
import dev.vivarium.agent.runtime.turn.TurnService;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Turns one delivered message into what is to be published because of it. */
final class TurnHandler {
    private static final Logger LOG = Logger.getLogger(TurnHandler.class);
    private static final Duration LONGEST_WAIT = Duration.ofDays(365);

    private final String queue;
    private final EnvelopeReader reader;
    private final DelegationPolicy policy;
    private final TurnService turns;
    private final TurnPublications publications;
    private final BusTelemetry telemetry;
    private final Clock clock;
    private final Cancellations cancellations;

    TurnHandler(
            String queue,
            EnvelopeReader reader,
            DelegationPolicy policy,
            TurnService turns,
            TurnPublications publications,
            BusTelemetry telemetry,
            Clock clock,
            Cancellations cancellations) {
        this.queue = queue;
        this.reader = reader;
        this.policy = policy;
        this.turns = turns;
        this.publications = publications;
        this.telemetry = telemetry;
        this.clock = clock;
        this.cancellations = cancellations;
    }

    /** Identifies a message; null when nothing does. Whoever repeats a request repeats its message id; different senders may use the same one. */
    static String key(Delivery message) {
        var properties = message.getProperties();
        return properties.getMessageId() == null
                ? null
                : String.join(
                        "\n",
                        properties.getMessageId(),
                        String.valueOf(properties.getReplyTo()),
                        String.valueOf(properties.getCorrelationId()));
    }

    Incoming read(Delivery message) {
        return reader.read(message);
    }

    /**
     * Handles a message on the calling thread.
     *
     * @param incoming what {@link #read} made of the message
     * @param place in which its turn runs
     * @return empty when the message should go back to the queue, since the agent stops
     */
    Optional<List<Publication>> handle(Delivery message, Incoming incoming, TurnPlace place) {
        var begin = System.nanoTime();
        incoming.enqueuedAt().ifPresent(enqueued -> {
            var wait = Duration.between(enqueued, clock.instant());
            // A header that says nonsense would spoil the sum for good.
            if (wait.compareTo(LONGEST_WAIT) <= 0) {
                // Clocks of two machines can differ by more than the message waited.
                telemetry.dispatched(queue, wait.isNegative() ? Duration.ZERO : wait);
            }
        });
        var span = telemetry.processSpan(queue, message.getProperties(), message.getBody().length, incoming.trace());
        var trace = DelegatedTasks.within(incoming.trace().with(span), key(message));
        var errorType = TurnErrorType.INTERNAL.value();
        var run = cancellations.begin(message.getProperties().getMessageId());
        try {
            var result = trace.wrapSupplier(() -> result(message, incoming, place, trace))
                    .get();
            errorType = result.error() == null ? null : result.error().type().value();
            return result.publications();
        } finally {
            cancellations.end(run);
            telemetry.end(span, errorType);
            telemetry.processed(queue, Duration.ofNanos(System.nanoTime() - begin), errorType);
        }
    }

    /** Interrupts what is being handled. */
    void interruptAll() {
        cancellations.interruptAll();
    }

    private record Result(TurnError error, Optional<List<Publication>> publications) {}

    private Result result(Delivery message, Incoming incoming, TurnPlace place, Context trace) {
        return switch (incoming) {
            case Incoming.Garbage garbage -> {
                LOG.warnf(
                        "Bus: a message is not a request and goes to the dead-letter queue: %s (message id %s)",
                        garbage.problem(), message.getProperties().getMessageId());
                var error = new TurnError(TurnErrorType.INVALID_REQUEST, garbage.problem());
                var refusal = TurnReply.failed(garbage.turnId(), null, error, Usage.NONE);
                yield new Result(error, Optional.of(publications.garbage(message, refusal, garbage.problem(), trace)));
            }
            case Incoming.Turn turn -> {
                var reply = reply(message.getProperties().getMessageId(), turn, place, trace);
                yield reply.error() != null && reply.error().type() == TurnErrorType.SHUTTING_DOWN
                        ? new Result(reply.error(), Optional.empty())
                        : new Result(
                                reply.error(),
                                Optional.of(publications
                                        .reply(message, reply, trace)
                                        .map(List::of)
                                        .orElse(List.of())));
            }
        };
    }

    private TurnReply reply(String messageId, Incoming.Turn turn, TurnPlace place, Context trace) {
        var request = turn.request();
        if (messageId != null && cancellations.takeEarly(messageId)) {
            return turns.refuse(request, TurnErrorType.CANCELLED, "The turn was given up before it began.");
        }
        var refusal = policy.refusal(turn.source(), turn.depth());
        if (refusal.isPresent()) {
            return turns.refuse(request, refusal.get().type(), refusal.get().message());
        }
        try {
            return turns.handle(request, new TurnContext(turn.source(), turn.depth(), trace, place), TurnListener.NONE);
        } catch (RuntimeException e) {
            LOG.error("Bus: a turn failed because of a defect", e);
            var error = new TurnError(TurnErrorType.INTERNAL, "the agent failed because of a defect");
            return TurnReply.failed(request.turnId(), request.conversationId(), error, Usage.NONE);
        }
    }
}
