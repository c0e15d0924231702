package dev.vivarium.agent.runtime.bus;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.runtime.testing.Patience;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The agent is told to stop. */
@ExtendWith(BrokerExtension.class)
@Timeout(600)
class DrainIT {
    private final String name = "a-" + UUID.randomUUID();
    private final String key = BusNames.routingKey("zoo", "Agent", name);
    private final String queue = BusNames.queue(key);

    @TempDir
    Path directory;

    private AgentConfiguration configuration;
    private TestClient client;

    @BeforeEach
    void connect(TestBroker broker) throws Exception {
        var file = Files.writeString(directory.resolve("url"), broker.up());
        configuration = Samples.configuration("Agent", name, file.toString());
        client = new TestClient(broker.up(), "replies-" + UUID.randomUUID()).consume();
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
    }

    @Test
    void endsWhatRunsAndBeginsNothing() throws Exception {
        var turns = FakeTurns.held();
        var agent = TestAgent.connected(configuration, turns);
        for (var i = 0; i < 10; i++) {
            client.request(key, "m-" + i, "x");
        }
        await().until(() -> turns.running() == 4);

        agent.bus().beginDrain();
        var stopped = CompletableFuture.runAsync(agent::close);
        // The six that did not run are back in the queue before those that run have ended.
        await().untilAsserted(() -> assertThat(client.ready(queue)).isEqualTo(6));
        client.request(key, "late", "x");
        assertThat(stopped).isNotDone();
        turns.release();
        stopped.get(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS);

        await().until(() -> client.replies().size() == 4);
        assertThat(turns.handled()).hasSize(4);
        await().untilAsserted(() -> assertThat(client.ready(queue)).isEqualTo(7));

        try (var next = TestAgent.connected(configuration, FakeTurns.immediate())) {
            await().until(() -> client.replies().size() == 11);
            assertThat(next.bus().status().up()).isTrue();
            assertThat(client.readReplies()).extracting(TurnReply::turnId).doesNotHaveDuplicates();
        }
    }

    @Test
    void givesBackAtOnceWhatWaitsForItsConversation() throws Exception {
        var turns = FakeTurns.held();
        var agent = TestAgent.connected(configuration, turns);
        for (var i = 0; i < 10; i++) {
            client.send(key, client.properties("m-" + i).build(), inOneConversation(i));
        }
        await().until(() -> turns.running() == 1);
        await().untilAsserted(() -> assertThat(client.ready(queue)).isZero());

        agent.bus().beginDrain();
        await().untilAsserted(() -> assertThat(client.ready(queue)).isEqualTo(9));
        assertThat(turns.running()).as("the first still runs").isEqualTo(1);
        turns.release();
        agent.close();
        assertThat(turns.handled()).hasSize(1);
        await().until(() -> client.replies().size() == 1);

        var others = FakeTurns.immediate();
        try (var next = TestAgent.connected(configuration, others)) {
            await().until(() -> client.replies().size() == 10);
            assertThat(next.bus().status().up()).isTrue();
        }
        assertThat(others.handled())
                .extracting(handled -> handled.request().input())
                .containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9");
    }

    private static byte[] inOneConversation(int number) {
        return "{\"conversationId\":\"c\",\"input\":\"%d\"}".formatted(number).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void givesBackWhatDoesNotEndInTime() throws Exception {
        var settings = withGrace(Duration.ofMillis(300));
        var stuck = FakeTurns.held();
        var agent = TestAgent.start(configuration, settings, stuck);
        agent.awaitUp();
        IntStream.range(0, 3).forEach(i -> request("m-" + i));
        await().until(() -> stuck.running() == 3);
        agent.close();
        await().until(() -> stuck.running() == 0);
        await().untilAsserted(() -> assertThat(client.ready(queue)).isEqualTo(3));
        assertThat(client.replies()).isEmpty();

        try (var next = TestAgent.connected(configuration, FakeTurns.immediate())) {
            await().until(() -> client.replies().size() == 3);
            assertThat(next.bus().status().up()).isTrue();
            assertThat(client.readReplies())
                    .allSatisfy(reply -> assertThat(reply.error()).isNull());
        }
    }

    @Test
    void stopsAtOnceWhenTheBrokerIsNotThere() throws Exception {
        Files.writeString(directory.resolve("url"), "amqp://127.0.0.1:1");
        var agent = TestAgent.start(configuration, Samples.SETTINGS, FakeTurns.immediate());
        await().until(() -> agent.bus().status().reason().contains("no connection"));
        // Well before the grace period is over.
        CompletableFuture.runAsync(agent::close)
                .get(Samples.SETTINGS.shutdownGrace().dividedBy(2).toSeconds(), TimeUnit.SECONDS);
        assertThat(agent.bus().status().reason()).isEqualTo("the agent stops");
    }

    private void request(String id) {
        try {
            client.request(key, id, "x");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static BusSettings withGrace(Duration grace) {
        var base = Samples.SETTINGS;
        return new BusSettings(
                base.connectTimeout(),
                base.heartbeat(),
                base.confirmTimeout(),
                base.reconnectMin(),
                base.reconnectMax(),
                base.rememberedMessages(),
                base.maxWaitingMessages(),
                base.maxMessageBytes(),
                base.replyQueueExpiry(),
                base.maxConcurrentDelegations(),
                base.handoverTimeout(),
                grace);
    }
}
