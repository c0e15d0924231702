package dev.vivarium.agent.runtime.bus;

import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.contract.TurnReply.TurnError;
import dev.vivarium.agent.contract.TurnReply.Usage;
import dev.vivarium.agent.contract.TurnRequest;
import dev.vivarium.agent.runtime.turn.TurnContext;
import dev.vivarium.agent.runtime.turn.TurnListener;
import dev.vivarium.agent.runtime.turn.TurnService;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands for the agent's own work: repeats the input, after a while or when it is told to, and writes down what it was given. */
final class FakeTurns implements TurnService {
    record Handled(TurnRequest request, TurnContext context) {}

    private final List<Handled> handled = new CopyOnWriteArrayList<>();
    private final List<TurnErrorType> refused = new CopyOnWriteArrayList<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Set<String> conversations = ConcurrentHashMap.newKeySet();
    private final AtomicInteger overlaps = new AtomicInteger();
    private final CountDownLatch gate;
    private final Duration duration;
    private volatile TurnErrorType failure;
    private volatile boolean defective;

    private FakeTurns(CountDownLatch gate, Duration duration) {
        this.gate = gate;
        this.duration = duration;
    }

    static FakeTurns immediate() {
        return new FakeTurns(new CountDownLatch(0), Duration.ZERO);
    }

    /** Each turn takes so long. */
    static FakeTurns lasting(Duration duration) {
        return new FakeTurns(new CountDownLatch(1), duration);
    }

    /** Turns end when {@link #release} is called. */
    static FakeTurns held() {
        return new FakeTurns(new CountDownLatch(1), Duration.ofMinutes(5));
    }

    void release() {
        gate.countDown();
    }

    /** Turns fail from now on. */
    void failWith(TurnErrorType type) {
        failure = type;
    }

    /** Turns throw from now on, which they must not. */
    void beDefective() {
        defective = true;
    }

    List<Handled> handled() {
        return handled;
    }

    int running() {
        return running.get();
    }

    /** Most turns that ran at a time. */
    int most() {
        return most.get();
    }

    /** Turns that began while another one of their conversation ran. */
    int overlaps() {
        return overlaps.get();
    }

    @Override
    public TurnReply handle(TurnRequest request, TurnContext context, TurnListener listener) {
        handled.add(new Handled(request, context));
        if (defective) {
            throw new IllegalStateException("secret");
        }
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        var conversation = request.conversationId() == null ? request.turnId() : request.conversationId();
        if (!conversations.add(conversation)) {
            overlaps.incrementAndGet();
        }
        try {
            if (!duration.isZero()) {
                gate.await(duration.toMillis(), TimeUnit.MILLISECONDS);
            }
            return failure == null
                    ? TurnReply.of(request.turnId(), request.conversationId(), request.input() + "!", Usage.NONE)
                    : failed(request, failure);
        } catch (InterruptedException e) {
            return failed(request, TurnErrorType.CANCELLED);
        } finally {
            conversations.remove(conversation);
            running.decrementAndGet();
        }
    }

    @Override
    public TurnReply refuse(TurnRequest request, TurnErrorType type, String message) {
        refused.add(type);
        return TurnReply.failed(request.turnId(), request.conversationId(), new TurnError(type, message), Usage.NONE);
    }

    /** What was refused before it became a turn. */
    List<TurnErrorType> refused() {
        return refused;
    }

    private static TurnReply failed(TurnRequest request, TurnErrorType type) {
        return TurnReply.failed(
                request.turnId(), request.conversationId(), new TurnError(type, "for a test"), Usage.NONE);
    }
}
