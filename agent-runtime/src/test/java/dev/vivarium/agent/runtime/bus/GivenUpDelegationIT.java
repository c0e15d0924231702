package dev.vivarium.agent.runtime.bus;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.runtime.testing.AgentProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two packaged agents: when nobody waits for the parent's turn any more, the turn of its sub-agent ends too, minutes before it would by itself. */
@ExtendWith(BrokerExtension.class)
@Timeout(600)
class GivenUpDelegationIT {
    private static final double AT_ONCE = 0;
    private static final double MINUTES = 1000;
    private static final String LONG = "10m";
    private static final String TASK = "{\"input\":\"Please research the history of tea\"}";

    private final String parentName = "p-" + UUID.randomUUID();
    private final String parentKey = BusNames.routingKey("zoo", "Agent", parentName);
    private final String childName = "c-" + UUID.randomUUID();

    @TempDir
    Path directory;

    private String url;
    private AgentProcess child;

    @BeforeEach
    void startChild(TestBroker broker) throws Exception {
        url = broker.up();
        Files.writeString(directory.resolve("url"), url);
        var file = directory.resolve("url").toString();
        child = AgentProcess.start(
                        Samples.with(Samples.subAgent(childName, file, 4, null), LONG, List.of()), directory, MINUTES)
                .awaitReady();
    }

    @AfterEach
    void stopChild() {
        if (child != null) {
            child.close();
        }
    }

    @Test
    void aClientOverHttpThatLeavesEndsBoth() throws Exception {
        try (var parent = parent(LONG)) {
            endsTheChild(() -> parent.askAndLeave("/v1/turns", TASK, 3_000));
            await().untilAsserted(() -> assertThat(parent.log()).contains("failed: cancelled"));
        }
    }

    @Test
    void aMessageThatGivesTheTurnUpEndsBoth() throws Exception {
        try (var parent = parent(LONG);
                var client = new TestClient(url, "replies-" + UUID.randomUUID()).consume()) {
            client.request(parentKey, "m", "Please research the history of tea");
            await().until(() -> child.activeTurns() == 1);
            var cancel = new AMQP.BasicProperties.Builder()
                    .type(MessageHeaders.TYPE_TURN_CANCEL)
                    .correlationId("m")
                    .build();
            client.send(BusNames.cancelRoutingKey(parentKey), cancel, new byte[0]);
            await().until(() -> client.replies().size() == 1);
            assertThat(client.readReplies().getFirst().error().type()).isEqualTo(TurnErrorType.CANCELLED);
            awaitChildsEnd(1);
            await().until(() -> parent.activeTurns() == 0);
        }
    }

    @Test
    void theEndOfTheParentsTimeEndsBoth() throws Exception {
        try (var parent = parent("4s")) {
            endsTheChild(() -> assertThat(parent.turn(TASK)).contains("\"timeout\""));
        }
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws Exception;
    }

    /** On a machine that is busy the parent's turn can end before that of the child began: the next one may not. */
    private void endsTheChild(Attempt attempt) {
        await().pollInterval(Duration.ofMillis(200)).until(() -> {
            attempt.run();
            return cancelled() > 0 || child.activeTurns() > 0;
        });
        awaitChildsEnd(1);
    }

    private void awaitChildsEnd(int least) {
        await().untilAsserted(() -> {
            assertThat(cancelled()).isGreaterThanOrEqualTo(least);
            assertThat(child.activeTurns()).isZero();
        });
    }

    private int cancelled() {
        return child.log().split("failed: cancelled", -1).length - 1;
    }

    private AgentProcess parent(String turnTimeout) throws Exception {
        var file = directory.resolve("url").toString();
        var subAgent = new AgentConfiguration.SubAgent(
                childName, "researches", BusNames.routingKey("zoo", "SubAgent", childName), LONG);
        return AgentProcess.start(
                        Samples.with(Samples.configuration("Agent", parentName, file), turnTimeout, List.of(subAgent)),
                        directory,
                        AT_ONCE)
                .awaitReady();
    }
}
