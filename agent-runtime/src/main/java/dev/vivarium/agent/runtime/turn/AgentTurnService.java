package dev.vivarium.agent.runtime.turn;

import dev.langchain4j.data.message.ChatMessage;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.contract.TurnReply.TurnError;
import dev.vivarium.agent.contract.TurnReply.Usage;
import dev.vivarium.agent.contract.TurnRequest;
import dev.vivarium.agent.runtime.telemetry.Content;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.telemetry.Keys;
import dev.vivarium.agent.runtime.telemetry.SpanKeys;
import dev.vivarium.agent.runtime.tools.Toolbox;
import dev.vivarium.telemetry.Attribute;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The agent's turns; see {@link TurnService}. */
@Singleton
public class AgentTurnService implements TurnService {
    private static final Logger LOG = Logger.getLogger(AgentTurnService.class);

    private final ToolLoop loop;
    private final Toolbox toolbox;
    private final Conversations conversations;
    private final Summariser summariser;
    private final TurnMetrics metrics;
    private final Activity activity;
    private final Content content;
    private final Tracer tracer;
    private final Lineage lineage;
    private final String agent;
    private final Duration turnTimeout;
    private volatile boolean stopping;

    @Inject
    public AgentTurnService(
            ToolLoop loop,
            Toolbox toolbox,
            Conversations conversations,
            Summariser summariser,
            TurnMetrics metrics,
            Activity activity,
            Content content,
            OpenTelemetry openTelemetry,
            AgentConfiguration configuration) {
        this.loop = loop;
        this.toolbox = toolbox;
        this.conversations = conversations;
        this.summariser = summariser;
        this.metrics = metrics;
        this.activity = activity;
        this.content = content;
        this.tracer = openTelemetry.getTracer(Instruments.SCOPE);
        this.lineage = new Lineage(configuration);
        this.agent = configuration.name();
        this.turnTimeout = GoDuration.parse(configuration.limits().turnTimeout());
    }

    @Override
    public TurnReply handle(TurnRequest request, TurnContext context, TurnListener listener) {
        var turnId = orNew(request.turnId());
        var conversationId = orNew(request.conversationId());
        var usage = new UsageMeter();
        var start = System.nanoTime();
        var span = tracer.spanBuilder("invoke_agent " + agent)
                .setParent(context.trace())
                .setAttribute(Keys.of(Attribute.OPERATION_NAME), "invoke_agent")
                .setAttribute(Keys.of(Attribute.AGENT_NAME), agent)
                .setAttribute(Keys.of(Attribute.TURN_ORIGIN), request.origin().value())
                .setAttribute(SpanKeys.CONVERSATION, conversationId)
                .setAttribute(SpanKeys.TURN, turnId)
                .startSpan();
        activity.began();
        // Everything happens within it, also what a failed turn writes to the log: each line has the trace, and each
        // measurement its exemplar.
        try (var scope = lineage.extend(context.trace()).with(span).makeCurrent()) {
            content.input(span, request.input());
            var reply = reply(turnId, conversationId, request, context, new QuietListener(listener), usage);
            if (reply.error() == null) {
                content.output(span, reply.output(), reply.finishReason().value());
            }
            var failed = reply.error() == null ? null : reply.error().type();
            metrics.ended(request.origin(), failed, usage, System.nanoTime() - start);
            tell(span, failed);
            return reply;
        } finally {
            span.end();
            activity.ended();
        }
    }

    private TurnReply reply(
            String turnId,
            String conversationId,
            TurnRequest request,
            TurnContext context,
            TurnListener listener,
            UsageMeter usage) {
        try {
            var outcome = outcome(turnId, conversationId, request, context, listener, usage);
            return TurnReply.of(turnId, conversationId, outcome.output(), outcome.finish(), usage.usage());
        } catch (TurnFailedException e) {
            LOG.warnf("Turn %s failed: %s: %s", turnId, e.type().value(), e.getMessage());
            return failed(turnId, conversationId, e.type(), e.getMessage(), usage.usage());
        } catch (RuntimeException e) {
            LOG.errorf(e, "Turn %s failed by a defect", turnId);
            return failed(
                    turnId,
                    conversationId,
                    TurnErrorType.INTERNAL,
                    "The agent failed by a defect; its log says more.",
                    usage.usage());
        }
    }

    @Override
    public TurnReply refuse(TurnRequest request, TurnErrorType type, String message) {
        metrics.counted(request.origin(), type);
        var turnId = orNew(request.turnId());
        LOG.warnf("Turn %s is refused: %s: %s", turnId, type.value(), message);
        return failed(turnId, orNew(request.conversationId()), type, message, Usage.NONE);
    }

    /** The refusal of a turn that would not be taken, for callers that must know before they begin to answer; it is then counted. */
    public Optional<TurnReply> objection(TurnRequest request) {
        try {
            admit(request);
            return Optional.empty();
        } catch (TurnFailedException e) {
            return Optional.of(refuse(request, e.type(), e.getMessage()));
        }
    }

    /** From now on every new turn is refused; those that run go on. */
    public void stop() {
        stopping = true;
    }

    private void admit(TurnRequest request) throws TurnFailedException {
        if (stopping) {
            throw new TurnFailedException(TurnErrorType.SHUTTING_DOWN, "The agent is shutting down.");
        }
        TurnRules.check(request);
    }

    private ToolLoop.Outcome outcome(
            String turnId,
            String conversationId,
            TurnRequest request,
            TurnContext context,
            TurnListener listener,
            UsageMeter usage)
            throws TurnFailedException {
        admit(request);
        var deadline = Deadline.in(turnTimeout);
        if (context.history() != null) {
            // Its caller keeps the conversation; nothing is remembered here, so nothing has to be in order.
            var turn = turn(turnId, request, context, context.history(), deadline, listener);
            return loop.run(turn, usage);
        }
        var conversation = conversations.open(conversationId);
        try {
            lock(conversation, context.place(), deadline);
            try {
                summariser.run(conversation, deadline, usage);
                var turn = turn(turnId, request, context, conversation.messages(), deadline, listener);
                var outcome = loop.run(turn, usage);
                conversation.add(outcome.messages());
                return outcome;
            } finally {
                conversation.lock().unlock();
            }
        } finally {
            conversations.close(conversationId);
        }
    }

    private TurnInput turn(
            String turnId,
            TurnRequest request,
            TurnContext context,
            List<ChatMessage> history,
            Deadline deadline,
            TurnListener listener) {
        return new TurnInput(turnId, request.input(), context.depth(), history, toolbox.tools(), deadline, listener);
    }

    private static void lock(Conversation conversation, TurnPlace place, Deadline deadline) throws TurnFailedException {
        try {
            // With a time, though there is none: without one it would overtake those who wait.
            if (conversation.lock().tryLock(0, TimeUnit.NANOSECONDS)) {
                return;
            }
            if (!place.leave()) {
                throw new TurnFailedException(
                        TurnErrorType.OVERLOADED,
                        "As many turns as limits.maxConcurrentTurns already wait for earlier ones of their conversations.");
            }
            if (!conversation.lock().tryLock(deadline.timeLeft().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new TurnFailedException(
                        TurnErrorType.TIMEOUT,
                        "Earlier turns of the conversation took longer than limits.turnTimeout.");
            }
            returnTo(place, conversation, deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TurnFailedException(TurnErrorType.CANCELLED, "The turn was given up before it began.");
        }
    }

    /** Turns that run never wait for a conversation, so that a place becomes free. */
    private static void returnTo(TurnPlace place, Conversation conversation, Deadline deadline)
            throws TurnFailedException, InterruptedException {
        var returned = false;
        try {
            returned = place.comeBack(deadline.timeLeft());
        } finally {
            if (!returned) {
                conversation.lock().unlock();
            }
        }
        if (!returned) {
            throw new TurnFailedException(
                    TurnErrorType.TIMEOUT, "All places for turns were taken for longer than limits.turnTimeout.");
        }
    }

    private static TurnReply failed(
            String turnId, String conversationId, TurnErrorType type, String message, Usage usage) {
        return TurnReply.failed(turnId, conversationId, new TurnError(type, message), usage);
    }

    private static void tell(Span span, TurnErrorType failed) {
        if (failed != null) {
            span.setAttribute(Keys.of(Attribute.ERROR_TYPE), failed.value());
            span.setStatus(StatusCode.ERROR, failed.value());
        }
    }

    private static String orNew(String id) {
        return id == null || id.isBlank() ? UUID.randomUUID().toString() : id;
    }
}
