package dev.vivarium.agent.runtime.bus;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.rabbitmq.client.AMQP;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnReply;
import io.opentelemetry.api.common.AttributeKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whoever does not wait any more says so, and the turn ends. */
@ExtendWith(BrokerExtension.class)
@Timeout(600)
class CancellationIT {
    private final String name = "c-" + UUID.randomUUID();
    private final String key = BusNames.routingKey("zoo", "SubAgent", name);
    private final String queue = BusNames.queue(key);

    @TempDir
    Path directory;

    private AgentConfiguration oneAtATime;
    private TestClient client;

    @BeforeEach
    void connect(TestBroker broker) throws Exception {
        var url = broker.up();
        var file = Files.writeString(directory.resolve("url"), url);
        oneAtATime = Samples.subAgent(name, file.toString(), 1, null);
        client = new TestClient(url, "replies-" + UUID.randomUUID()).consume();
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
    }

    @Test
    void aTurnThatRunsEndsAndIsAnswered() throws Exception {
        var turns = FakeTurns.held();
        try (var agent = TestAgent.connected(oneAtATime, turns)) {
            client.request(key, "m", "x");
            await().until(() -> turns.running() == 1);
            cancel("m");
            await().until(() -> client.replies().size() == 1);
            assertThat(turns.running()).isZero();
            turns.release();
            client.request(key, "next", "y");
            await().until(() -> client.replies().size() == 2);
            assertThat(client.readReplies())
                    .extracting(TurnReply::output, CancellationIT::errorType)
                    .containsExactly(tuple(null, TurnErrorType.CANCELLED), tuple("y!", null));
            assertThat(agent.bus().status().up()).isTrue();
        }
        assertThat(client.ready(queue)).isZero();
    }

    @Test
    void aRequestThatWaitsIsNotBegun() throws Exception {
        var turns = FakeTurns.held();
        try (var agent = TestAgent.connected(oneAtATime, turns)) {
            client.request(key, "first", "x");
            await().until(() -> turns.running() == 1);
            client.request(key, "second", "y");
            cancel("second");
            await().untilAsserted(() -> assertThat(heard(agent)).isEqualTo(1));
            turns.release();
            await().until(() -> client.replies().size() == 2);
            assertThat(client.readReplies())
                    .extracting(TurnReply::output, CancellationIT::errorType)
                    .containsExactly(tuple("x!", null), tuple(null, TurnErrorType.CANCELLED));
            assertThat(turns.handled()).hasSize(1);
            assertThat(turns.refused()).containsExactly(TurnErrorType.CANCELLED);
        }
        assertThat(client.ready(queue)).isZero();
    }

    @Test
    void reachesTheReplicaThatHasTheTurn() throws Exception {
        var first = FakeTurns.held();
        var second = FakeTurns.held();
        try (var one = TestAgent.connected(oneAtATime, first);
                var two = TestAgent.connected(oneAtATime, second)) {
            client.request(key, "a", "x");
            client.request(key, "b", "y");
            await().until(() -> first.running() == 1 && second.running() == 1);
            cancel("a");
            await().until(() -> client.replies().size() == 1);
            assertThat(client.readReplies().getFirst().turnId()).isEqualTo("a");
            assertThat(first.running() + second.running()).isEqualTo(1);
            await().untilAsserted(() -> assertThat(heard(one) + heard(two)).isEqualTo(2));
            first.release();
            second.release();
            await().until(() -> client.replies().size() == 2);
            assertThat(client.readReplies().getLast().output()).isEqualTo("y!");
        }
    }

    @Test
    void stillReachesTheAgentAfterItsConnectionBroke() throws Exception {
        var turns = FakeTurns.held();
        try (var agent = TestAgent.connected(oneAtATime, turns)) {
            client.request(key, "m", "x");
            await().until(() -> turns.running() == 1);
            agent.bus().link().session().orElseThrow().fail("for a test");
            agent.awaitUp();
            cancel("m");
            await().until(() -> client.replies().size() == 1);
            assertThat(errorType(client.readReplies().getFirst())).isEqualTo(TurnErrorType.CANCELLED);
            assertThat(turns.handled()).hasSize(1);
        }
        assertThat(client.ready(queue)).isZero();
    }

    @Test
    void anythingElseIsIgnored() throws Exception {
        var turns = FakeTurns.held();
        try (var agent = TestAgent.connected(oneAtATime, turns)) {
            client.request(key, "m", "x");
            await().until(() -> turns.running() == 1);
            send(new AMQP.BasicProperties());
            send(new AMQP.BasicProperties.Builder()
                    .type(MessageHeaders.TYPE_TURN_CANCEL)
                    .build());
            send(new AMQP.BasicProperties.Builder()
                    .type(MessageHeaders.TYPE_TURN_REQUEST)
                    .correlationId("m")
                    .build());
            send(new AMQP.BasicProperties.Builder()
                    .type(MessageHeaders.TYPE_TURN_CANCEL)
                    .correlationId("another")
                    .build());
            await().untilAsserted(() -> assertThat(heard(agent)).isEqualTo(4));
            turns.release();
            await().until(() -> client.replies().size() == 1);
            assertThat(client.readReplies().getFirst().output()).isEqualTo("x!");
            assertThat(agent.bus().status().up()).isTrue();
        }
    }

    private void cancel(String messageId) throws Exception {
        send(new AMQP.BasicProperties.Builder()
                .type(MessageHeaders.TYPE_TURN_CANCEL)
                .correlationId(messageId)
                .headers(Map.of(MessageHeaders.SOURCE, MessageHeaders.SOURCE_USER))
                .build());
    }

    private void send(AMQP.BasicProperties properties) throws Exception {
        client.send(BusNames.cancelRoutingKey(key), properties, new byte[0]);
    }

    /** Messages that came by way of queues of the agent's own: it asks nobody, so that they are not replies. */
    private static long heard(TestAgent agent) {
        return agent.metric("messaging.client.consumed.messages").getLongSumData().getPoints().stream()
                .filter(point -> BusNames.TEMPORARY_DESTINATION.equals(
                        point.getAttributes().get(AttributeKey.stringKey("messaging.destination.name"))))
                .mapToLong(point -> point.getValue())
                .sum();
    }

    private static TurnErrorType errorType(TurnReply reply) {
        return reply.error() == null ? null : reply.error().type();
    }
}
