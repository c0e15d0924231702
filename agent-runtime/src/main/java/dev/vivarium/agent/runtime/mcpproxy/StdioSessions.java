package dev.vivarium.agent.runtime.mcpproxy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vivarium.agent.runtime.mcpproxy.ServerOperations.Operation;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * The sessions that there are. A process that ends takes its session with it, and its client begins another; while processes end before they have said anything,
 * they are started more and more slowly.
 */
final class StdioSessions implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StdioSessions.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final int MOST_DOUBLINGS = 6;
    private static final int START_SECONDS = 10;
    /** Seconds that a process may take to end by itself, and then again after SIGTERM. */
    private static final int END_SECONDS = 5;

    private final BridgeSettings settings;
    private final StdioHost host;
    private final Executor loop;
    private final Map<String, StdioSession> sessions = new ConcurrentHashMap<>();

    /** Of the event loop alone. */
    private int badStarts;

    private long nextStart = System.nanoTime();

    /** @param loop everything about sessions happens there */
    StdioSessions(BridgeSettings settings, StdioHost host, Executor loop) {
        this.settings = settings;
        this.host = host;
        this.loop = loop;
    }

    void start() {
        host.start();
    }

    boolean isReady() {
        return host.isConnected();
    }

    boolean areWaitedFor() {
        return sessions.values().stream().anyMatch(StdioSession::isWaitedFor);
    }

    /** @return null when there is no such session */
    StdioSession of(String id) {
        return id == null ? null : sessions.get(id);
    }

    /** Begins a session with its first message. */
    void begin(HttpServerRequest request, JsonNode message, String line, Operation operation) {
        var key = message.path("id").toString();
        var pause = nextStart - System.nanoTime();
        if (sessions.size() >= settings.maxSessions()) {
            refuse(
                    request,
                    key,
                    operation,
                    "There are " + sessions.size() + " sessions already.",
                    Duration.ofSeconds(5));
            return;
        }
        if (pause > 0) {
            refuse(
                    request,
                    key,
                    operation,
                    "The last " + badStarts + " processes of the server ended before they said anything.",
                    Duration.ofNanos(pause));
            return;
        }
        var session = new StdioSession(UUID.randomUUID().toString(), this::ended);
        sessions.put(session.id(), session);
        request.pause();
        host.start(session.id(), listener(session))
                .orTimeout(START_SECONDS, TimeUnit.SECONDS)
                .whenComplete((process, failure) -> loop.execute(() -> {
                    request.resume();
                    if (failure != null) {
                        sessions.remove(session.id());
                        refuse(
                                request,
                                key,
                                operation,
                                "The server cannot be started: " + failure.getMessage(),
                                FIRST_PAUSE);
                        return;
                    }
                    LOG.debugf("Session %s has begun", session.id());
                    session.begin(process);
                    request.response().putHeader("Mcp-Session-Id", session.id());
                    session.ask(request, message, line, operation);
                }));
    }

    /** Asks the process to end; then more and more firmly. */
    CompletableFuture<Integer> end(StdioSession session) {
        sessions.remove(session.id());
        var process = session.process();
        if (process == null) {
            return CompletableFuture.completedFuture(0);
        }
        process.closeInput();
        after(process, END_SECONDS, "TERM");
        after(process, 2 * END_SECONDS, "KILL");
        return process.ended();
    }

    void endIdle() {
        for (var session : List.copyOf(sessions.values())) {
            if (session.isIdle(settings.idle())) {
                LOG.infof(
                        "Session %s was not used for %d minutes, and is ended",
                        session.id(), settings.idle().toMinutes());
                end(session);
            }
        }
    }

    @Override
    public void close() {
        var ends = List.copyOf(sessions.values()).stream().map(this::end).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(ends).get(3 * END_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("Not every process of the server has ended");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        host.close();
    }

    private static void after(StdioProcess process, int seconds, String signal) {
        CompletableFuture.delayedExecutor(seconds, TimeUnit.SECONDS).execute(() -> {
            if (!process.ended().isDone()) {
                LOG.warnf("Session %s has not ended within %d s; it gets SIG%s", process.id(), seconds, signal);
                process.kill(signal);
            }
        });
    }

    private StdioProcess.Listener listener(StdioSession session) {
        return new StdioProcess.Listener() {
            @Override
            public void line(String line) {
                loop.execute(() -> session.line(line));
            }

            @Override
            public void exited(int exitCode) {
                loop.execute(() -> {
                    if (sessions.containsKey(session.id())) {
                        LOG.warnf(
                                "Session %s: the process of the server ended with exit code %d",
                                session.id(), exitCode);
                    }
                    session.exited(exitCode);
                });
            }
        };
    }

    private void ended(StdioSession session) {
        sessions.remove(session.id());
        if (session.hasAnswered()) {
            badStarts = 0;
            return;
        }
        badStarts++;
        var factor = 1 << Math.min(badStarts - 1, MOST_DOUBLINGS);
        var pause = FIRST_PAUSE.multipliedBy(factor);
        nextStart = System.nanoTime() + (pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause).toNanos();
    }

    private static void refuse(
            HttpServerRequest request, String key, Operation operation, String why, Duration retryAfter) {
        operation.end(new Outcome.Unanswered(Outcome.Cause.OVERLOADED));
        request.response().putHeader("Retry-After", Long.toString(Math.max(1, retryAfter.toSeconds())));
        Refusals.answer(request, 503, key, why, false);
    }
}
