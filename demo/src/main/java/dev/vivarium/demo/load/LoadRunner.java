package dev.vivarium.demo.load;

import dev.vivarium.demo.cluster.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends turns, those of one conversation after each other and a bounded number of conversations at a time, and collects what became of each. */
public final class LoadRunner {
    private static final int REPORT_EVERY = 20;

    private final Map<Channel, TurnSender> senders;
    private final Progress progress;
    private final Clock clock;

    public LoadRunner(Map<Channel, TurnSender> senders, Progress progress, Clock clock) {
        this.senders = Map.copyOf(senders);
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * @param concurrency most conversations at a time
     * @param timeout longest wait for one reply
     */
    public List<TurnOutcome> run(List<Turn> turns, int concurrency, Duration timeout) {
        var conversations = new LinkedHashMap<String, List<Turn>>();
        turns.forEach(turn -> conversations
                .computeIfAbsent(turn.conversationId(), id -> new ArrayList<>())
                .add(turn));
        var ended = new AtomicInteger();
        var outcomes = new ArrayList<TurnOutcome>();
        try (var pool = Executors.newFixedThreadPool(concurrency)) {
            var running = new ArrayList<Future<List<TurnOutcome>>>();
            for (var conversation : interleaved(conversations)) {
                Callable<List<TurnOutcome>> task = () -> conversation.stream()
                        .map(turn -> {
                            var outcome = send(turn, timeout);
                            var count = ended.incrementAndGet();
                            if (count % REPORT_EVERY == 0 || count == turns.size()) {
                                progress.say("%d of %d turns ended".formatted(count, turns.size()));
                            }
                            return outcome;
                        })
                        .toList();
                running.add(pool.submit(task));
            }
            for (var conversation : running) {
                outcomes.addAll(conversation.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a conversation broke off", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return outcomes;
    }

    /** The conversations of every channel in turn, so that all channels are busy from the start. */
    private static List<List<Turn>> interleaved(Map<String, List<Turn>> conversations) {
        var overBus = new ArrayList<List<Turn>>();
        var others = new ArrayList<List<Turn>>();
        conversations
                .values()
                .forEach(turns -> (turns.getFirst().channel() == Channel.BUS ? overBus : others).add(turns));
        var mixed = new ArrayList<List<Turn>>();
        for (var i = 0; i < Math.max(overBus.size(), others.size()); i++) {
            if (i < others.size()) {
                mixed.add(others.get(i));
            }
            if (i < overBus.size()) {
                mixed.add(overBus.get(i));
            }
        }
        return mixed;
    }

    private TurnOutcome send(Turn turn, Duration timeout) {
        var begin = clock.instant();
        try {
            var reply = senders.get(turn.channel()).send(turn, timeout);
            return TurnOutcome.replied(turn, reply, since(begin));
        } catch (TurnLostException e) {
            return TurnOutcome.failed(turn, e.getMessage(), since(begin));
        }
    }

    private Duration since(Instant begin) {
        return Duration.between(begin, clock.instant());
    }
}
