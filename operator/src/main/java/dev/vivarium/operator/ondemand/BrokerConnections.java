package dev.vivarium.operator.ondemand;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.BusQueues;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/**
 * Asks brokers how many messages wait in a queue, over one connection for each broker that lives as long as it is used. A queue that does not exist is declared as
 * its agent would, so that tasks are kept from before its first pod on.
 */
final class BrokerConnections implements AutoCloseable {
    private static final int TIMEOUT_MS = 5_000;
    private static final int HEARTBEAT_SECONDS = 15;
    /** A connection that nobody has used for so long is closed. */
    private static final Duration UNUSED = Duration.ofMinutes(1);

    private final BrokerHosts hosts;
    private final Duration rest;
    private final Map<Broker, Link> links = new HashMap<>();

    /** @param rest how long a broker that has failed is not asked again */
    BrokerConnections(BrokerHosts hosts, Duration rest) {
        this.hosts = hosts;
        this.rest = rest;
    }

    /** By namespace too, since a short host name means another Service in each. */
    private record Broker(String url, String namespace) {}

    QueueState ask(BrokerQueue queue) {
        URI url;
        try {
            url = new URI(queue.url().strip());
        } catch (URISyntaxException e) {
            // The exception's own message would hold the password.
            return new QueueState.Unreachable("the AMQP URL in the broker's Secret is malformed");
        }
        var host = url.getHost() + ":" + ConnectionFactory.portOrDefault(url.getPort(), isTls(url));
        var link = link(new Broker(queue.url(), queue.namespace()));
        var failure = link.recentFailure();
        if (failure != null) {
            return failure;
        }
        try {
            return new QueueState.Depth(link.depth(url, queue));
        } catch (IOException | TimeoutException | RuntimeException e) {
            var unreachable = new QueueState.Unreachable(BrokerErrors.reason(host, e));
            link.failed(unreachable);
            return unreachable;
        }
    }

    private synchronized Link link(Broker broker) {
        links.entrySet()
                .removeIf(other ->
                        !other.getKey().equals(broker) && other.getValue().dropIfUnused());
        var link = links.computeIfAbsent(broker, ignored -> new Link());
        link.used = System.nanoTime();
        return link;
    }

    @Override
    public synchronized void close() {
        links.values().forEach(Link::drop);
        links.clear();
    }

    private final class Link {
        private Connection connection;
        private volatile long used = System.nanoTime();
        private QueueState.Unreachable failure;
        private long failedAt;

        /** Null when the broker is worth asking. */
        synchronized QueueState.Unreachable recentFailure() {
            return failure != null && System.nanoTime() - failedAt < rest.toNanos() ? failure : null;
        }

        synchronized void failed(QueueState.Unreachable why) {
            failure = why;
            failedAt = System.nanoTime();
            drop();
        }

        synchronized int depth(URI url, BrokerQueue queue) throws IOException, TimeoutException {
            if (connection == null || !connection.isOpen()) {
                connection = dial(url, queue.namespace());
            }
            var name = BusNames.queue(queue.routingKey());
            try (var channel = connection.createChannel()) {
                return channel.queueDeclarePassive(name).getMessageCount();
            } catch (IOException e) {
                if (BrokerErrors.channelCode(e).orElse(0) != AMQP.NOT_FOUND) {
                    throw e;
                }
            }
            try (var channel = connection.createChannel()) {
                return declare(channel, name, queue.routingKey());
            }
        }

        synchronized void drop() {
            if (connection != null) {
                connection.abort(TIMEOUT_MS);
                connection = null;
            }
        }

        boolean dropIfUnused() {
            var unused = System.nanoTime() - used > UNUSED.toNanos();
            if (unused) {
                drop();
            }
            return unused;
        }
    }

    /** What the agent itself declares; doing it twice changes nothing. */
    private static int declare(Channel channel, String queue, String routingKey) throws IOException {
        var dead = BusNames.deadLetterQueue(queue);
        channel.exchangeDeclare(BusNames.EXCHANGE, BuiltinExchangeType.TOPIC, true);
        channel.exchangeDeclare(BusNames.DEAD_LETTER_EXCHANGE, BuiltinExchangeType.TOPIC, true);
        channel.queueDeclare(dead, true, false, false, BusQueues.deadLetters());
        channel.queueBind(dead, BusNames.DEAD_LETTER_EXCHANGE, routingKey);
        var declared = channel.queueDeclare(
                queue, true, false, false, BusQueues.turns(BusNames.DEAD_LETTER_EXCHANGE, routingKey));
        channel.queueBind(queue, BusNames.EXCHANGE, routingKey);
        return declared.getMessageCount();
    }

    private Connection dial(URI url, String namespace) throws IOException, TimeoutException {
        var factory = new ConnectionFactory();
        try {
            factory.setUri(url);
            if (factory.isSSL()) {
                // The client's own choice for amqps trusts every certificate.
                factory.useSslProtocol(SSLContext.getDefault());
                factory.enableHostnameVerification();
            }
        } catch (URISyntaxException | GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("its AMQP URL is malformed");
        }
        factory.setHost(hosts.reachable(url.getHost(), namespace, isTls(url)));
        factory.setExceptionHandler(new ForgivingExceptionHandler());
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setConnectionTimeout(TIMEOUT_MS);
        factory.setHandshakeTimeout(TIMEOUT_MS);
        factory.setChannelRpcTimeout(TIMEOUT_MS);
        factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
        return factory.newConnection("vivarium-operator");
    }

    private static boolean isTls(URI url) {
        return "amqps".equals(url.getScheme());
    }
}
