package dev.vivarium.operator.testkit;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import dev.vivarium.agent.contract.BusNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A real RabbitMQ from the testbed, and a client of it. */
public final class Broker implements AutoCloseable {
    private static final Path ROOT = Path.of(System.getProperty("vivarium.root"));

    private final String name = "it-" + Checkout.id();
    private String url;

    @FunctionalInterface
    private interface Use<R> {
        R of(Channel channel) throws Exception;
    }

    /** Starts it, or starts it again with the data that it had; returns its URL, which is the same each time. */
    public String up() throws IOException, InterruptedException {
        if (url == null) {
            // A run that was killed has left its broker behind, with all that is in it.
            testbed("down");
        }
        url = testbed("up").strip();
        return url;
    }

    /** Ends it as a crash would. What it has not written down yet of a new queue would be lost, and the queue with it; so it is asked to before. */
    public void kill() throws IOException, InterruptedException {
        testbed("sync");
        testbed("kill");
    }

    /** Publishes to an agent; false when it has no queue. */
    public boolean publish(String routingKey) throws Exception {
        return use(channel -> {
            var returned = new java.util.concurrent.atomic.AtomicBoolean();
            channel.addReturnListener(message -> returned.set(true));
            channel.confirmSelect();
            channel.basicPublish(
                    BusNames.EXCHANGE,
                    routingKey,
                    true,
                    new AMQP.BasicProperties.Builder().deliveryMode(2).build(),
                    "{}".getBytes(StandardCharsets.UTF_8));
            channel.waitForConfirmsOrDie(Sandbox.SOON.toMillis());
            return !returned.get();
        });
    }

    /** Takes a message out of the agent's queue, as a pod would; false when there is none. */
    public boolean take(String routingKey) throws Exception {
        return use(channel -> channel.basicGet(BusNames.queue(routingKey), true) != null);
    }

    private <R> R use(Use<R> use) throws Exception {
        var factory = new ConnectionFactory();
        factory.setUri(url);
        try (Connection connection = factory.newConnection();
                var channel = connection.createChannel()) {
            return use.of(channel);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        testbed("down");
    }

    private String testbed(String action) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        ROOT.resolve("testbed/bin/testbed").toString(), "broker", action, "--name", name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("testbed broker " + action + " failed; see above");
        }
        return output;
    }
}
