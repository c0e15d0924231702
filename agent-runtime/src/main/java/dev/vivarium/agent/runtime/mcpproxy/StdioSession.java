package dev.vivarium.agent.runtime.mcpproxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.runtime.mcpproxy.ServerOperations.Operation;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** One session: a process of its own, and who waits for what it says. Everything here happens on one event loop. */
final class StdioSession {
    private static final Logger LOG = Logger.getLogger(StdioSession.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** What the process said of its own accord while nobody listened; older is forgotten. */
    private static final int MOST_UNHEARD = 100;

    private final String id;
    private final Consumer<StdioSession> onEnd;
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private final Deque<String> unheard = new ArrayDeque<>();

    private StdioProcess process;
    private EventStream stream;
    private long lastUse = System.nanoTime();
    private boolean answered;
    /** Why the process ended; null while it runs. */
    private String ended;

    /** @param onEnd hears of the end of the process */
    StdioSession(String id, Consumer<StdioSession> onEnd) {
        this.id = id;
        this.onEnd = onEnd;
    }

    /** A request that is not answered yet. */
    private record Waiting(HttpServerRequest request, EventStream events, Operation operation, String progressToken) {}

    String id() {
        return id;
    }

    void begin(StdioProcess running) {
        process = running;
    }

    StdioProcess process() {
        return process;
    }

    /** Whether the process has answered anything yet: one that ends before that has not started well. */
    boolean hasAnswered() {
        return answered;
    }

    boolean isIdle(Duration limit) {
        return waiting.isEmpty() && stream == null && System.nanoTime() - lastUse > limit.toNanos();
    }

    boolean isWaitedFor() {
        return !waiting.isEmpty();
    }

    /** Sends a request to the process; the answer goes to whoever sent it. */
    void ask(HttpServerRequest request, JsonNode message, String line, Operation operation) {
        lastUse = System.nanoTime();
        var key = message.path("id").toString();
        if (waiting.containsKey(key)) {
            operation.end(new Outcome.HttpFailed(400));
            Refusals.answer(request, 400, key, "A request with this id is under way.", false);
            return;
        }
        if (ended != null) {
            // A process can end as soon as it has started, before its first message is handed over.
            operation.end(new Outcome.Unanswered(Outcome.Cause.CONNECTION_CLOSED));
            Refusals.answer(request, 502, key, ended, false);
            return;
        }
        if (!process.write(line)) {
            operation.end(new Outcome.Unanswered(Outcome.Cause.OVERLOADED));
            Refusals.answer(request, 503, key, "The server does not take messages.", false);
            return;
        }
        var token = message.path("params").path("_meta").path("progressToken");
        var accepts = String.valueOf(request.getHeader("Accept")).contains("text/event-stream");
        waiting.put(
                key,
                new Waiting(
                        request,
                        accepts ? new EventStream(request.response()) : null,
                        operation,
                        token.isMissingNode() ? null : token.toString()));
        // It is no cancellation when a client leaves: only its answer is of no use any more.
        request.response().closeHandler(nothing -> operation.end(new Outcome.Unanswered(Outcome.Cause.CANCELLED)));
    }

    /** Sends what has no answer. @return false when the process does not take it */
    boolean tell(String line) {
        lastUse = System.nanoTime();
        return ended == null && process.write(line);
    }

    /** Has what the process says of its own accord sent to a client. @return false when another client hears it already */
    boolean listen(HttpServerRequest request) {
        if (stream != null) {
            return false;
        }
        var opened = new EventStream(request.response());
        stream = opened;
        opened.begin();
        request.response().closeHandler(nothing -> {
            if (stream == opened) {
                stream = null;
                lastUse = System.nanoTime();
            }
        });
        unheard.forEach(opened::send);
        unheard.clear();
        return true;
    }

    /** A line that the process wrote. */
    void line(String line) {
        JsonNode message;
        try {
            message = JSON.readTree(line);
        } catch (IOException e) {
            LOG.warnf("Session %s: the server wrote something to its standard output that is no message", id);
            return;
        }
        answered = true;
        if (message.has("method")) {
            route(message, line);
        } else {
            answer(message, line);
        }
    }

    /** The process has ended. */
    void exited(int code) {
        ended = code == StdioProcess.LOST
                ? "The container of the server ended before the answer."
                : "The process of the server ended with exit code " + code + " before the answer.";
        for (var entry : waiting.entrySet()) {
            var asked = entry.getValue();
            asked.operation().end(new Outcome.Unanswered(Outcome.Cause.CONNECTION_CLOSED));
            if (asked.events() != null && asked.events().hasBegun()) {
                asked.events().send(Refusals.error(entry.getKey(), ended));
                asked.events().end();
            } else {
                Refusals.answer(asked.request(), 502, entry.getKey(), ended, false);
            }
        }
        waiting.clear();
        if (stream != null) {
            stream.end();
        }
        onEnd.accept(this);
    }

    private void answer(JsonNode message, String line) {
        var asked = waiting.remove(message.path("id").toString());
        if (asked == null) {
            return;
        }
        lastUse = System.nanoTime();
        asked.operation().end(Outcome.of(message));
        asked.operation().learn(message.path("result"));
        if (asked.events() != null && asked.events().hasBegun()) {
            asked.events().send(line);
            asked.events().end();
        } else if (!asked.request().response().closed()) {
            asked.request()
                    .response()
                    .putHeader("Content-Type", "application/json")
                    .end(line);
        }
    }

    /** A request or notification of the server: to the request that it is about; otherwise to whoever listens, or waits. */
    private void route(JsonNode message, String line) {
        var token = message.path("params").path("progressToken");
        for (var asked : waiting.values()) {
            if (!token.isMissingNode() && token.toString().equals(asked.progressToken()) && asked.events() != null) {
                asked.events().send(line);
                return;
            }
        }
        if (stream != null) {
            stream.send(line);
            return;
        }
        var last = new ArrayList<>(waiting.values())
                .reversed().stream().filter(asked -> asked.events() != null).findFirst();
        if (last.isPresent()) {
            last.get().events().send(line);
            return;
        }
        unheard.add(line);
        if (unheard.size() > MOST_UNHEARD) {
            unheard.remove();
        }
    }
}
