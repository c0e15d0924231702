package dev.vivarium.agent.runtime.bus;

import dev.vivarium.agent.runtime.retry.Backoff;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** Keeps one session with the broker alive: opens it, waits until it ends, and opens the next after a pause, until it is stopped. */
public final class BrokerLink {
    private static final Logger LOG = Logger.getLogger(BrokerLink.class);
    /** A session that lived so long was a good one, so that the next pause is a short one. */
    private static final Duration GOOD_SESSION = Duration.ofSeconds(10);

    private final BrokerDialer dialer;
    private final BusSettings settings;
    private final RandomGenerator random;
    private final List<Participant> participants = new CopyOnWriteArrayList<>();
    private volatile Status status = new Status(false, "not connected yet");
    private volatile CompletableFuture<BusSession> current = new CompletableFuture<>();
    private volatile boolean stopped;
    private Thread supervisor;

    /** Sets something up on each new session, before the session is given out. */
    @FunctionalInterface
    interface Participant {
        /** @throws IOException to give the session up */
        void join(BusSession session) throws IOException;
    }

    /**
     * Whether the broker can be used, and why not.
     *
     * @param reason a sentence for people; null when it can
     */
    public record Status(boolean up, String reason) {}

    BrokerLink(BrokerDialer dialer, BusSettings settings, RandomGenerator random) {
        this.dialer = dialer;
        this.settings = settings;
        this.random = random;
    }

    /** Participants join each session in the order in which they were added. */
    void add(Participant participant) {
        participants.add(participant);
    }

    synchronized void start() {
        if (supervisor == null) {
            supervisor = Thread.ofVirtual().name("bus-supervisor").start(this::run);
        }
    }

    public Status status() {
        var known = status;
        if (!known.up) {
            return known;
        }
        // The supervisor hears a moment later that a session has ended.
        var session = current.getNow(null);
        if (session == null) {
            return new Status(false, "the connection to the broker has ended");
        }
        return session.endReason()
                .or(() -> Optional.ofNullable(session.blockedReason())
                        .map(blocked -> "the broker takes no messages: " + blocked))
                .map(reason -> new Status(false, reason))
                .orElse(known);
    }

    /** The session that works at this moment. */
    Optional<BusSession> session() {
        return Optional.ofNullable(current.getNow(null)).filter(BusSession::isOpen);
    }

    /**
     * Waits for a session that works.
     *
     * @throws BusUnavailableException when there is none in time
     */
    BusSession awaitSession(Duration timeout) throws BusUnavailableException, InterruptedException {
        var deadline = System.nanoTime() + timeout.toNanos();
        while (!stopped) {
            try {
                var session = current.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (session.isOpen()) {
                    return session;
                }
                renew(session);
            } catch (TimeoutException e) {
                break;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new BusUnavailableException(status.reason == null ? "the broker is not connected" : status.reason);
    }

    /** Closes the session and opens no other. What was delivered and not acknowledged goes back to its queue. */
    void stop(String reason) {
        stopped = true;
        status = new Status(false, reason);
        var session = current.getNow(null);
        if (session != null) {
            session.close(reason);
        }
        synchronized (this) {
            if (supervisor != null) {
                supervisor.interrupt();
            }
        }
    }

    private void run() {
        var failures = 0;
        while (!stopped) {
            var opened = System.nanoTime();
            String reason;
            try {
                reason = hold();
            } catch (InterruptedException e) {
                return;
            }
            if (stopped) {
                return;
            }
            failures = System.nanoTime() - opened > GOOD_SESSION.toNanos() ? 1 : failures + 1;
            if (status.up || !reason.equals(status.reason)) {
                LOG.warnf("Bus: %s; the agent tries again until the broker is back", reason);
            }
            status = new Status(false, reason);
            try {
                Thread.sleep(new Backoff(settings.reconnectMin(), settings.reconnectMax()).pause(failures, random));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Opens a session, waits until it ends, and returns why it ended or could not be opened. */
    private String hold() throws InterruptedException {
        var target = "(unknown)";
        BusSession session = null;
        try {
            target = dialer.target();
            session = new BusSession(dialer.dial(), settings.confirmTimeout());
            for (var participant : participants) {
                participant.join(session);
            }
            if (stopped) {
                session.close("the agent stops");
            } else if (session.isOpen()) {
                renewed(session);
                status = new Status(true, null);
                LOG.infof("Bus: connected to the broker %s", target);
            }
            return session.awaitEnd();
        } catch (IOException | TimeoutException | RuntimeException e) {
            var reason = BrokerFailures.reason(target, e);
            LOG.debugf(e, "Bus: %s", reason);
            if (session != null) {
                session.close(reason);
            }
            return reason;
        }
    }

    private synchronized void renewed(BusSession session) {
        if (current.isDone()) {
            current = new CompletableFuture<>();
        }
        current.complete(session);
    }

    /** Makes those who wait from now on wait for the session after one that ended. */
    private synchronized void renew(BusSession ended) {
        if (current.getNow(null) == ended) {
            current = new CompletableFuture<>();
        }
    }
}
