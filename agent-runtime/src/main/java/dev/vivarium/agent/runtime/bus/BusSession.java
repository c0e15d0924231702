package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.BlockedCallback;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.UnblockedCallback;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One connection to the broker, from its opening until anything about it fails. A channel that the broker closes ends the session too: what it had
 * delivered comes again, and a new session declares everything anew.
 */
public final class BusSession {
    private static final int CLOSE_TIMEOUT_MS = 3_000;

    private final Connection connection;
    private final ConfirmingPublisher publisher;
    private final Duration confirmTimeout;
    private final CompletableFuture<String> end = new CompletableFuture<>();
    private volatile CompletableFuture<Void> unblocked = CompletableFuture.completedFuture(null);
    private volatile String blockedReason;

    /** Takes the connection over. */
    BusSession(Connection connection, Duration confirmTimeout) throws IOException {
        this.connection = connection;
        this.confirmTimeout = confirmTimeout;
        connection.addShutdownListener(signal -> end.complete(BrokerFailures.reason(signal)));
        end.thenRun(() -> unblocked.complete(null));
        connection.addBlockedListener((BlockedCallback) this::blocked, (UnblockedCallback) this::unblocked);
        publisher = new ConfirmingPublisher(openChannel());
    }

    /** A channel whose end ends the session. */
    Channel openChannel() throws IOException {
        var channel = connection.createChannel();
        if (channel == null) {
            throw new IOException("the broker allows no further channel on this connection");
        }
        channel.addShutdownListener(signal -> fail(BrokerFailures.reason(signal)));
        return channel;
    }

    boolean isOpen() {
        return !end.isDone();
    }

    /** Why the session has ended; empty while it has not. */
    Optional<String> endReason() {
        return Optional.ofNullable(end.getNow(null));
    }

    /** Why the broker takes no messages at the moment, although it is there; null when it does. */
    String blockedReason() {
        return blockedReason;
    }

    /** Ends the session, for a reason that is shown to people. */
    void fail(String reason) {
        if (end.complete(reason)) {
            // Not on the caller's thread: it can be the one that the client needs to close the connection.
            Thread.ofVirtual().name("bus-abort").start(() -> connection.abort(CLOSE_TIMEOUT_MS));
        }
    }

    /** Waits until the session ends and returns why. */
    String awaitEnd() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Closes the connection; what was delivered and not acknowledged goes back to its queue. */
    void close(String reason) {
        end.complete(reason);
        connection.abort(CLOSE_TIMEOUT_MS);
    }

    /**
     * Publishes a message as it is and waits for the confirmation.
     *
     * @throws BusUnavailableException when the broker did not confirm; whether the message arrived is unknown then
     */
    Publication.Outcome publish(Publication publication) throws BusUnavailableException, InterruptedException {
        try {
            unblocked.get(confirmTimeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new BusUnavailableException("the broker takes no messages: " + blockedReason);
        }
        try {
            return publisher.publish(
                    publication.exchange(),
                    publication.routingKey(),
                    publication.properties(),
                    publication.body(),
                    confirmTimeout);
        } catch (TimeoutException e) {
            var reason = "the broker did not confirm a message within " + confirmTimeout.toSeconds() + " s";
            if (blockedReason == null) {
                fail(reason);
            }
            throw new BusUnavailableException(reason);
        }
    }

    private void blocked(String reason) {
        blockedReason = reason == null || reason.isBlank() ? "it is short of memory or disk" : reason;
        unblocked = new CompletableFuture<>();
    }

    private void unblocked() {
        blockedReason = null;
        unblocked.complete(null);
    }
}
