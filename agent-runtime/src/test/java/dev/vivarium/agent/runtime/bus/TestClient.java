package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.InvalidMessageException;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnJson;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.contract.TurnRequest;
import dev.vivarium.agent.runtime.testing.Patience;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody who sends requests and reads replies, with nothing but an AMQP client. */
final class TestClient implements AutoCloseable {
    private final TurnJson json = new TurnJson();
    private final Connection connection;
    private final Channel channel;
    private final String replyQueue;
    private final List<Delivery> replies = new CopyOnWriteArrayList<>();

    /** @param replyQueue durable, so that it is still there after a crash of the broker */
    TestClient(String url, String replyQueue) throws Exception {
        this.replyQueue = replyQueue;
        var factory = new ConnectionFactory();
        factory.setUri(url);
        factory.setAutomaticRecoveryEnabled(false);
        connection = factory.newConnection("test-client");
        channel = connection.createChannel();
        channel.confirmSelect();
        channel.queueDeclare(replyQueue, true, false, false, null);
    }

    Channel channel() {
        return channel;
    }

    String replyQueue() {
        return replyQueue;
    }

    TestClient consume() throws IOException {
        channel.basicConsume(replyQueue, true, (tag, message) -> replies.add(message), tag -> {});
        return this;
    }

    /** Replies that have come so far; {@link #consume} has to be called first. */
    List<Delivery> replies() {
        return replies;
    }

    List<TurnReply> readReplies() {
        return replies.stream().map(this::read).toList();
    }

    TurnReply read(Delivery reply) {
        try {
            return json.readReply(reply.getBody());
        } catch (InvalidMessageException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends a user's request; returns only after the broker has confirmed it. */
    void request(String routingKey, String messageId, String input) throws Exception {
        var request = new TurnRequest(null, messageId, "c-" + messageId, input, null);
        send(routingKey, properties(messageId).build(), json.write(request));
    }

    AMQP.BasicProperties.Builder properties(String messageId) {
        var headers = new HashMap<String, Object>();
        headers.put(MessageHeaders.ENQUEUED_AT_MS, System.currentTimeMillis());
        headers.put(MessageHeaders.SOURCE, MessageHeaders.SOURCE_USER);
        headers.put(MessageHeaders.DEPTH, 0);
        return new AMQP.BasicProperties.Builder()
                .messageId(messageId)
                .correlationId(messageId)
                .replyTo(replyQueue)
                .type(MessageHeaders.TYPE_TURN_REQUEST)
                .contentType(MessageHeaders.CONTENT_TYPE)
                .deliveryMode(2)
                .headers(headers);
    }

    void send(String routingKey, AMQP.BasicProperties properties, byte[] body) throws Exception {
        channel.basicPublish(BusNames.EXCHANGE, routingKey, properties, body);
        channel.waitForConfirmsOrDie(Patience.AMPLE.toMillis());
    }

    /** Takes one message off a queue; null when there is none. */
    GetResponse take(String queue) throws IOException {
        return channel.basicGet(queue, true);
    }

    /** Messages that are ready or unacknowledged are both gone when this is 0 and nobody consumes. */
    long ready(String queue) throws IOException {
        return channel.messageCount(queue);
    }

    static Map<String, Object> headers(AMQP.BasicProperties properties) {
        var headers = new HashMap<String, Object>();
        properties.getHeaders().forEach((name, value) -> headers.put(name, value.toString()));
        return headers;
    }

    @Override
    public void close() throws IOException {
        try {
            channel.queueDelete(replyQueue);
            connection.close();
        } catch (AlreadyClosedException e) {
            // The broker was killed; there is nothing to close.
            connection.abort();
        }
    }
}
