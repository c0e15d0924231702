package dev.vivarium.agent.runtime.bus;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.TurnReply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A process ends between the end of a turn and the acknowledgement of its message, and the next one finds what it left. */
@ExtendWith(BrokerExtension.class)
@Timeout(600)
class KilledBeforeAcknowledgingIT {
    private final String name = "a-" + UUID.randomUUID();
    private final String key = BusNames.routingKey("zoo", "Agent", name);
    private final String queue = BusNames.queue(key);

    @TempDir
    Path directory;

    private Path state;
    private AgentConfiguration configuration;
    private TestClient client;

    @BeforeEach
    void connect(TestBroker broker) throws Exception {
        state = Files.createDirectory(directory.resolve("state"));
        var file = Files.writeString(directory.resolve("url"), broker.up());
        configuration = Samples.configuration("Agent", name, file.toString());
        client = new TestClient(broker.up(), "replies-" + UUID.randomUUID()).consume();
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
    }

    @Test
    void anAnswerThatWasNotPublishedIsPublishedByTheNextProcess() throws Exception {
        var first = FakeTurns.held();
        try (var agent = TestAgent.connected(configuration, first, state)) {
            client.request(key, "m", "x");
            await().until(() -> first.running() == 1);
            // What it publishes from now on reaches nobody.
            agent.bus().link().stop("for a test");
            first.release();
            await().until(() -> agent.places().free() == configuration.limits().maxConcurrentTurns());
            assertThat(client.replies()).isEmpty();

            var next = FakeTurns.immediate();
            try (var second = TestAgent.connected(configuration, next, state)) {
                await().until(() -> client.replies().size() == 1);
                client.request(key, "other", "y");
                await().until(() -> client.replies().size() == 2);
                assertThat(next.handled())
                        .extracting(handled -> handled.request().turnId())
                        .containsExactly("other");
                assertThat(second.bus().status().up()).isTrue();
            }
        }
        assertThat(client.readReplies()).extracting(TurnReply::output).containsExactly("x!", "y!");
        assertThat(client.replies())
                .extracting(reply -> reply.getProperties().getMessageId())
                .containsExactly("m.reply", "other.reply");
        assertThat(client.ready(queue)).isZero();
    }

    @Test
    void aMessageThatWasAnsweredIsNotAnsweredByTheNextProcess() throws Exception {
        try (var agent = TestAgent.connected(configuration, FakeTurns.immediate(), state)) {
            client.request(key, "m", "x");
            await().until(() -> client.replies().size() == 1);
            assertThat(agent.bus().status().up()).isTrue();
        }
        var next = FakeTurns.immediate();
        try (var agent = TestAgent.connected(configuration, next, state)) {
            client.request(key, "m", "x");
            client.request(key, "other", "y");
            await().until(() -> client.replies().size() == 2);
            assertThat(agent.bus().status().up()).isTrue();
        }
        assertThat(client.readReplies()).extracting(TurnReply::output).containsExactly("x!", "y!");
        assertThat(next.handled()).hasSize(1);
        assertThat(client.ready(queue)).isZero();
    }
}
