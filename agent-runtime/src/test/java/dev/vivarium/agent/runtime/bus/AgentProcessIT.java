package dev.vivarium.agent.runtime.bus;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Delivery;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.runtime.testing.AgentProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The packaged agent is stopped, killed, and left without a broker. */
@ExtendWith(BrokerExtension.class)
@Timeout(600)
class AgentProcessIT {
    private static final int TURNS = 40;
    /** More than a second for each turn, so that most are still to come when some have been answered, however late that is seen. */
    private static final double SLOW = 3;

    private static final double AT_ONCE = 0;

    private final String name = "p-" + UUID.randomUUID();
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
    void endsWhatRunsOnSigtermAndLeavesTheRest() throws Exception {
        try (var agent = AgentProcess.start(configuration, directory, SLOW).awaitReady()) {
            sendAll();
            awaitReplies(5);
            var exit = agent.terminate();
            assertThat(exit).isEqualTo(143);
            await().untilAsserted(() ->
                    assertThat(client.replies().size() + client.ready(queue)).isEqualTo(TURNS));
            assertThat(client.replies()).hasSizeLessThan(TURNS);
            assertThat(client.readReplies())
                    .allSatisfy(reply -> assertThat(reply.error()).isNull());
            assertThat(agent.log()).contains("takes no further turns").doesNotContain("ERROR");
        }
        try (var next = AgentProcess.start(configuration, directory, AT_ONCE).awaitReady()) {
            awaitReplies(TURNS);
            assertThat(answered(client.replies())).hasSize(TURNS);
            assertThat(next.log()).doesNotContain("ERROR");
        }
    }

    @Test
    void losesNothingWhenItIsKilled() throws Exception {
        var state = Map.of(
                "VIVARIUM_AGENT_STATE_DIRECTORY",
                Files.createDirectory(directory.resolve("state")).toString());
        for (var i = 1; i <= 3; i++) {
            try (var agent =
                    AgentProcess.start(configuration, directory, SLOW, state).awaitReady()) {
                if (i == 1) {
                    sendAll();
                }
                awaitReplies(5 * i);
                agent.kill();
            }
        }
        try (var next =
                AgentProcess.start(configuration, directory, AT_ONCE, state).awaitReady()) {
            await().until(() -> answered(client.replies()).size() == TURNS);
            await().untilAsserted(() -> assertThat(client.ready(queue)).isZero());
            assertThat(next.log()).doesNotContain("ERROR");
        }
        var answers = client.replies().stream()
                .map(reply ->
                        reply.getProperties().getMessageId() + new String(reply.getBody(), StandardCharsets.UTF_8))
                .collect(Collectors.toSet());
        System.out.printf(
                "%d requests, %d replies, %d different ones%n",
                TURNS, client.replies().size(), answers.size());
        assertThat(answers).as("no turn is answered in two ways").hasSize(TURNS);
        // Only what was confirmed and not yet written down at that moment can come twice.
        assertThat(client.replies().size() - TURNS)
                .isBetween(0, 3 * configuration.limits().maxConcurrentTurns());
    }

    @Test
    void livesOnWithoutABroker() throws Exception {
        var url = Files.readString(directory.resolve("url"));
        Files.writeString(directory.resolve("url"), "amqp://127.0.0.1:1");
        try (var agent = AgentProcess.start(configuration, directory, AT_ONCE).awaitStarted()) {
            assertThat(agent.status("ready")).isEqualTo(503);
            await().untilAsserted(() -> assertThat(agent.health("ready"))
                    .contains("\"broker\"")
                    .contains("no connection to the broker 127.0.0.1:1"));
            assertThat(agent.turn("{\"input\":\"hello\"}")).contains("\"output\"");
            Files.writeString(directory.resolve("url"), url);
            agent.awaitReady();
            client.request(key, "m", "hello");
            awaitReplies(1);
            assertThat(client.readReplies().getFirst().output()).isNotBlank();
        }
    }

    private void sendAll() throws Exception {
        for (var i = 0; i < TURNS; i++) {
            client.request(key, "m-" + i, "question " + i);
        }
    }

    private void awaitReplies(int count) {
        await().until(() -> client.replies().size() >= count);
    }

    private static Set<String> answered(List<Delivery> replies) {
        return replies.stream()
                .map(reply -> reply.getProperties().getCorrelationId())
                .collect(Collectors.toSet());
    }
}
