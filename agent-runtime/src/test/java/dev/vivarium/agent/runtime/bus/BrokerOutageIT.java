package dev.vivarium.agent.runtime.bus;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import dev.vivarium.agent.contract.BusNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The broker is absent, is wrong, or crashes. */
@ExtendWith(BrokerExtension.class)
@Timeout(600)
class BrokerOutageIT {
    private final String name = "a-" + UUID.randomUUID();
    private final String key = BusNames.routingKey("zoo", "Agent", name);
    private final String queue = BusNames.queue(key);
    private final String replyQueue = "replies-" + UUID.randomUUID();

    @TempDir
    Path directory;

    @Test
    void connectsOnceTheBrokerIsThereAndTheUrlIsRight(TestBroker broker) throws Exception {
        var url = broker.up();
        var file = directory.resolve("url");
        var configuration = Samples.configuration("Agent", name, file.toString());
        try (var agent = TestAgent.start(configuration, Samples.SETTINGS, FakeTurns.immediate())) {
            awaitReason(agent, "does not exist");
            Files.writeString(file, "amqp://nobody:nothing@127.0.0.1:1");
            awaitReason(agent, "no connection to the broker 127.0.0.1:1");
            Files.writeString(file, url.replaceFirst("//[^@]*@", "//nobody:nothing@"));
            awaitReason(agent, "refuses the user name or password");
            Files.writeString(file, url);
            agent.awaitUp();
            assertThat(agent.bus().status().reason()).isNull();
            assertAnswers(url);
        }
    }

    @Test
    void isNotUpFromTheMomentThatItsSessionEndsUntilTheNextOneWorks(TestBroker broker) throws Exception {
        var file = Files.writeString(directory.resolve("url"), broker.up());
        var configuration = Samples.configuration("Agent", name, file.toString());
        var next = new CountDownLatch(1);
        try (var agent = TestAgent.connected(configuration, FakeTurns.immediate())) {
            agent.bus().link().add(session -> {
                try {
                    next.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            });
            agent.bus().link().session().orElseThrow().fail("for a test");
            assertThat(agent.bus().status()).isEqualTo(new BrokerLink.Status(false, "for a test"));
            next.countDown();
            agent.awaitUp();
        }
    }

    @Test
    void saysThatAQueueIsThereWithOtherPropertiesAndHealsWhenItIsGone(TestBroker broker) throws Exception {
        var url = broker.up();
        var file = Files.writeString(directory.resolve("url"), url);
        var factory = new ConnectionFactory();
        factory.setUri(url);
        try (var connection = factory.newConnection();
                var channel = connection.createChannel()) {
            channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "classic"));
            var configuration = Samples.configuration("Agent", name, file.toString());
            try (var agent = TestAgent.start(configuration, Samples.SETTINGS, FakeTurns.immediate())) {
                awaitReason(agent, "does not match what is on the broker");
                assertThat(agent.bus().status().reason()).contains(queue);
                channel.queueDelete(queue);
                agent.awaitUp();
                assertAnswers(url);
            }
        }
    }

    @Test
    void answersEveryAcceptedTurnOnceThoughTheBrokerCrashesUnderLoad(TestBroker broker) throws Exception {
        var file = Files.writeString(directory.resolve("url"), broker.up());
        var configuration = Samples.configuration("Agent", name, file.toString());
        var turns = FakeTurns.lasting(Duration.ofMillis(40));
        var total = 300;
        var accepted = new HashSet<String>();
        try (var agent = TestAgent.connected(configuration, turns)) {
            for (var crash = 1; crash <= 3; crash++) {
                var handledBefore = turns.handled().size();
                var client = new TestClient(broker.up(), replyQueue);
                // After the queue of the agent and that of the replies were made.
                broker.sync();
                accepted.addAll(sendWithoutWaiting(client, accepted, total * crash / 3));
                await().until(() -> turns.handled().size() > handledBefore + 15);
                broker.kill();
                await().until(() -> !agent.bus().status().up());
                assertThat(agent.bus().status().reason()).isNotBlank();
                Files.writeString(file, broker.up());
                agent.awaitUp();
            }
            try (var client = new TestClient(broker.up(), replyQueue).consume()) {
                await().untilAsserted(() ->
                        assertThat(correlationIds(client.replies())).containsAll(accepted));
                assertThat(client.take(BusNames.deadLetterQueue(queue))).isNull();
                assertOnce(client.replies());
                assertHandledOnce(turns);
                var copies = client.replies().size()
                        - correlationIds(client.replies()).size();
                System.out.printf(
                        "%d requests accepted, %d answered, %d copies of replies whose confirmation the crash cut off%n",
                        accepted.size(), correlationIds(client.replies()).size(), copies);
                // What the crash cut off can only be what was on its way: at most a turn's place each time.
                assertThat(copies)
                        .isLessThanOrEqualTo(3 * configuration.limits().maxConcurrentTurns());
            }
        }
        try (var client = new TestClient(broker.up(), replyQueue + "-end")) {
            assertThat(client.ready(queue)).isZero();
        }
    }

    /** Publishes what is not accepted yet, up to a number; returns what the broker has confirmed, once it has confirmed or is gone. */
    private HashSet<String> sendWithoutWaiting(TestClient client, HashSet<String> accepted, int upTo) throws Exception {
        var confirmed = new HashSet<String>();
        for (var i = 0; i < upTo; i++) {
            var id = "m-" + i;
            if (!accepted.contains(id)) {
                client.request(key, id, "x");
                confirmed.add(id);
            }
        }
        return confirmed;
    }

    private void awaitReason(TestAgent agent, String text) {
        await().untilAsserted(() -> {
            assertThat(agent.bus().status().up()).isFalse();
            assertThat(agent.bus().status().reason()).contains(text).doesNotContain("nothing");
        });
    }

    private void assertAnswers(String url) throws Exception {
        try (var client = new TestClient(url, replyQueue).consume()) {
            client.request(key, "m", "x");
            await().until(() -> client.replies().size() == 1);
        }
    }

    private static TreeSet<String> correlationIds(List<Delivery> replies) {
        return replies.stream()
                .map(reply -> reply.getProperties().getCorrelationId())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All copies of a reply have one message id and one body, so that a receiver can tell them. */
    private static void assertOnce(List<Delivery> replies) {
        var byRequest = new HashMap<String, HashSet<String>>();
        for (var reply : replies) {
            byRequest
                    .computeIfAbsent(reply.getProperties().getCorrelationId(), id -> new HashSet<>())
                    .add(reply.getProperties().getMessageId() + " "
                            + new String(reply.getBody(), StandardCharsets.UTF_8));
        }
        assertThat(byRequest.values()).allSatisfy(answers -> assertThat(answers).hasSize(1));
    }

    private static void assertHandledOnce(FakeTurns turns) {
        var ids = turns.handled().stream()
                .map(handled -> handled.request().turnId())
                .toList();
        assertThat(ids).doesNotHaveDuplicates();
    }
}
