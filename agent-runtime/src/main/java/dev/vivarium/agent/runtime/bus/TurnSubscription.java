package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * What one session takes from the agent's queue: at first as many messages at a time as turns may run, so that the rest stays where other replicas find it.
 * Messages that wait for earlier turns of their conversation use that up without running. Then the subscription is renewed, which lets as many come again; the
 * order of the queue is kept, since the broker has confirmed the end of the old subscription before the new one begins.
 */
final class TurnSubscription {
    private static final Logger LOG = Logger.getLogger(TurnSubscription.class);

    private final BusSession session;
    private final Channel channel;
    private final String queue;
    private final int turns;
    private final int mostWaiting;
    private final Consumer<ReceivedDelivery> receiver;
    private final ReentrantLock lock = new ReentrantLock();
    private Credit current;
    private int unsettled;
    private boolean stopped;

    /** The messages that came by one subscription and are neither acknowledged nor given back. */
    final class Credit {
        private String tag;
        private int used;

        private void use() {
            lock.lock();
            try {
                used++;
                unsettled++;
            } finally {
                lock.unlock();
            }
        }

        /** One of them is acknowledged or given back. */
        void settled() {
            lock.lock();
            try {
                used--;
                unsettled--;
            } finally {
                lock.unlock();
            }
        }

        Channel channel() {
            return channel;
        }

        TurnSubscription subscription() {
            return TurnSubscription.this;
        }
    }

    /**
     * @param turns that may run at a time
     * @param mostWaiting messages that may be held beyond those, while they wait for earlier turns of their conversation; at least as many as the turns
     * @param receiver of one message after the other, in the order of the queue
     */
    TurnSubscription(BusSession session, String queue, int turns, int mostWaiting, Consumer<ReceivedDelivery> receiver)
            throws IOException {
        this.session = session;
        this.queue = queue;
        this.turns = turns;
        this.mostWaiting = Math.max(turns, mostWaiting);
        this.receiver = receiver;
        channel = session.openChannel();
        channel.basicQos(turns);
        lock.lock();
        try {
            subscribe();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes more messages if those that came last are used up and not enough of all can run.
     *
     * @param waiting number of messages that wait for earlier turns of their conversation
     */
    void takeMore(int waiting) {
        lock.lock();
        try {
            if (!stopped
                    && current.used >= turns
                    && unsettled - waiting < turns
                    && unsettled <= mostWaiting
                    && session.isOpen()) {
                LOG.debugf("Bus: %d messages wait for their conversations, others are taken beside them", waiting);
                channel.basicCancel(current.tag);
                subscribe();
            }
        } catch (IOException | AlreadyClosedException e) {
            session.fail("the subscription to the queue " + queue + " could not be renewed: " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /** Takes no further message. Those that are held can still be acknowledged or given back. */
    void stop() {
        lock.lock();
        try {
            if (!stopped) {
                stopped = true;
                channel.basicCancel(current.tag);
            }
        } catch (IOException | ShutdownSignalException e) {
            LOG.debugf("Bus: the consumer was not cancelled, its channel is closed: %s", e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /** With the lock: what is delivered has to wait until the subscription is known. */
    private void subscribe() throws IOException {
        var credit = new Credit();
        current = credit;
        credit.tag = channel.basicConsume(
                queue,
                false,
                (consumer, message) -> {
                    credit.use();
                    receiver.accept(new ReceivedDelivery(session, credit, message, queue));
                },
                consumer -> session.fail("the broker has cancelled the consumer of the queue " + queue));
    }
}
