package dev.vivarium.demo.load;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.InvalidMessageException;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnJson;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.contract.TurnRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Turns over the bus. A message is published to the agent's exchange until the broker has confirmed it, under the same id, so that agents know a copy; replies
 * come to a queue that outlives a broken connection, which is made anew by itself.
 */
public final class BusTurns implements TurnSender {
    private static final int REPLY_QUEUE_EXPIRES_MS = 600_000;
    private static final long CONFIRM_TIMEOUT_MS = 15_000;
    private static final Duration PUBLISH_PAUSE = Duration.ofMillis(500);
    private static final int CLOSE_TIMEOUT_MS = 1000;
    private static final int PERSISTENT = 2;

    private final Connection connection;
    private final Channel publishing;
    private final Channel replies;
    private final String replyQueue;
    private final String routingKey;
    private final Clock clock;
    private final TurnJson json = new TurnJson();
    private final Map<String, CompletableFuture<TurnReply>> waiting = new ConcurrentHashMap<>();
    private final Answers answers = new Answers();

    /**
     * @param routingKey address of the agent, see {@link BusNames#routingKey}
     * @throws IOException when the broker cannot be reached
     */
    public BusTurns(ConnectionFactory broker, String routingKey, Clock clock) throws IOException {
        this.routingKey = routingKey;
        this.clock = clock;
        try {
            connection = broker.newConnection("vivarium-demo");
        } catch (TimeoutException e) {
            throw new IOException("the broker does not answer", e);
        }
        publishing = connection.createChannel();
        publishing.confirmSelect();
        publishing.addReturnListener(returned -> fail(
                returned.getProperties().getMessageId(),
                "no queue takes messages for %s: is the agent running?".formatted(returned.getRoutingKey())));
        replies = connection.createChannel();
        replyQueue = "vivarium.demo." + UUID.randomUUID();
        replies.queueDeclare(replyQueue, true, false, false, Map.of("x-expires", REPLY_QUEUE_EXPIRES_MS));
        replies.basicConsume(replyQueue, false, (tag, delivery) -> received(delivery), tag -> {});
    }

    @Override
    public TurnReply send(Turn turn, Duration timeout) throws TurnLostException {
        var reply = new CompletableFuture<TurnReply>();
        waiting.put(turn.turnId(), reply);
        var begin = System.nanoTime();
        try {
            while (!isConfirmed(turn) && !reply.isDone()) {
                if (System.nanoTime() - begin > timeout.toNanos()) {
                    throw new TurnLostException("the broker did not take the message");
                }
                Thread.sleep(PUBLISH_PAUSE);
            }
            return reply.get(timeout.toNanos() - (System.nanoTime() - begin), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new TurnLostException("no reply within %d s".formatted(timeout.toSeconds()), e);
        } catch (ExecutionException e) {
            throw new TurnLostException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TurnLostException("interrupted", e);
        } finally {
            waiting.remove(turn.turnId());
        }
    }

    /** What came in reply, beyond what was waited for. */
    Answers answers() {
        return answers;
    }

    private boolean isConfirmed(Turn turn) throws InterruptedException {
        try {
            publish(turn);
            return true;
        } catch (IOException | AlreadyClosedException | TimeoutException e) {
            // The connection comes back by itself; the broker may have the message or not.
            return false;
        }
    }

    private void publish(Turn turn) throws IOException, InterruptedException, TimeoutException {
        var request = new TurnRequest(null, turn.turnId(), turn.conversationId(), turn.input(), null);
        // One channel is for one thread at a time; a confirmation takes a few milliseconds.
        synchronized (publishing) {
            var properties = new AMQP.BasicProperties.Builder()
                    .messageId(turn.turnId())
                    .correlationId(turn.turnId())
                    .replyTo(replyQueue)
                    .type(MessageHeaders.TYPE_TURN_REQUEST)
                    .contentType(MessageHeaders.CONTENT_TYPE)
                    .deliveryMode(PERSISTENT)
                    .headers(Map.of(
                            MessageHeaders.SOURCE,
                            MessageHeaders.SOURCE_USER,
                            MessageHeaders.DEPTH,
                            0,
                            MessageHeaders.ENQUEUED_AT_MS,
                            clock.millis()))
                    .build();
            publishing.basicPublish(BusNames.EXCHANGE, routingKey, true, properties, json.write(request));
            publishing.waitForConfirmsOrDie(CONFIRM_TIMEOUT_MS);
        }
    }

    private void received(Delivery delivery) throws IOException {
        var turnId = delivery.getProperties().getCorrelationId();
        if (turnId != null) {
            answers.add(
                    turnId,
                    delivery.getProperties().getMessageId(),
                    delivery.getBody(),
                    delivery.getEnvelope().isRedeliver());
            complete(turnId, delivery.getBody());
        }
        replies.basicAck(delivery.getEnvelope().getDeliveryTag(), false);
    }

    private void complete(String turnId, byte[] body) {
        var reply = waiting.get(turnId);
        if (reply == null) {
            return;
        }
        try {
            reply.complete(json.readReply(body));
        } catch (InvalidMessageException e) {
            reply.completeExceptionally(e);
        }
    }

    private void fail(String turnId, String problem) {
        var reply = turnId == null ? null : waiting.get(turnId);
        if (reply != null) {
            reply.completeExceptionally(new IOException(problem));
        }
    }

    @Override
    public void close() {
        try {
            replies.queueDelete(replyQueue);
        } catch (IOException | RuntimeException e) {
            // The queue expires by itself.
        }
        connection.abort(CLOSE_TIMEOUT_MS);
    }
}
