package dev.vivarium.agent.runtime.tools.mcp;

import dev.vivarium.agent.runtime.tools.ToolSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks after the server while a call is under way, since nobody tells when the host of a connection is gone. A server that can be connected to is alive, also
 * when it is too busy to answer: many run one thing at a time. It is gone when nobody can be connected to. Whoever answers and does not know the session is
 * another instance; the one that has the call may be draining, so a call that must not run twice is given a while.
 */
final class CallWatch {
    private static final int NOT_FOUND = 404;

    private final Ping ping;
    private final ToolSettings settings;
    private final boolean repeatable;

    /** @param repeatable whether the tool may run twice */
    CallWatch(Ping ping, ToolSettings settings, boolean repeatable) {
        this.ping = ping;
        this.settings = settings;
        this.repeatable = repeatable;
    }

    /** Asks the server for anything, over a connection of its own. */
    interface Ping {
        /** @return HTTP status */
        int send() throws IOException, InterruptedException;
    }

    /** Watches until the answer is there, or fails it. */
    void start(CompletableFuture<?> answer) {
        Thread.ofVirtual().name("mcp-watch").start(() -> {
            try {
                watch(answer);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void watch(CompletableFuture<?> answer) throws InterruptedException {
        var unknownFor = Duration.ZERO;
        while (!isDone(answer)) {
            var state = state();
            if (state == State.GONE) {
                answer.completeExceptionally(new ServerGoneException("the server went away during the call"));
                return;
            }
            unknownFor = state == State.OTHER ? unknownFor.plus(settings.watchInterval()) : Duration.ZERO;
            if (state == State.OTHER && (repeatable || unknownFor.compareTo(settings.drainTime()) > 0)) {
                answer.completeExceptionally(
                        new ServerGoneException("the instance of the server that had the call was replaced"));
                return;
            }
        }
    }

    private enum State {
        ALIVE,
        /** Another instance than the one that has the call. */
        OTHER,
        GONE
    }

    private State state() throws InterruptedException {
        try {
            return ping.send() == NOT_FOUND ? State.OTHER : State.ALIVE;
        } catch (ConnectException | NoRouteToHostException | HttpConnectTimeoutException e) {
            return State.GONE;
        } catch (IOException | UncheckedIOException e) {
            // Somebody took the connection, or a header could not be read, which says nothing of the server.
            return State.ALIVE;
        }
    }

    /** Waits for the interval. */
    private boolean isDone(CompletableFuture<?> answer) throws InterruptedException {
        try {
            answer.get(settings.watchInterval().toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }
}
