package dev.vivarium.agent.runtime.bus;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.contract.TurnReply.TurnError;
import dev.vivarium.agent.contract.TurnReply.Usage;
import dev.vivarium.agent.contract.TurnRequest;
import dev.vivarium.agent.runtime.delegation.SubAgentAnswer;
import dev.vivarium.agent.runtime.delegation.SubAgentClient;
import dev.vivarium.agent.runtime.delegation.SubAgentTask;
import dev.vivarium.agent.runtime.testing.Patience;
import dev.vivarium.agent.runtime.turn.TurnContext;
import dev.vivarium.agent.runtime.turn.TurnListener;
import dev.vivarium.agent.runtime.turn.TurnService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A process ends while its turns have tasks with a sub-agent, and the next one runs the turns again. */
@ExtendWith(BrokerExtension.class)
@Timeout(600)
class KilledParentIT {
    private final String parentName = "parent-" + UUID.randomUUID();
    private final String parentKey = BusNames.routingKey("zoo", "Agent", parentName);
    private final String childName = "child-" + UUID.randomUUID();
    private final AgentConfiguration.SubAgent child = new AgentConfiguration.SubAgent(
            childName, "helps", BusNames.routingKey("zoo", "SubAgent", childName), "2m");

    @TempDir
    Path directory;

    private Path state;
    private AgentConfiguration parent;
    private AgentConfiguration sub;
    private TestClient client;

    @BeforeEach
    void connect(TestBroker broker) throws Exception {
        state = Files.createDirectory(directory.resolve("state"));
        var file = Files.writeString(directory.resolve("url"), broker.up()).toString();
        parent = Samples.with(Samples.configuration("Agent", parentName, file), "2m", List.of(child));
        sub = Samples.subAgent(childName, file, 4, null);
        client = new TestClient(broker.up(), "replies-" + UUID.randomUUID()).consume();
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
    }

    @Test
    void aTaskThatWasAnsweredIsNotDoneAgain() throws Exception {
        var work = FakeTurns.immediate();
        var first = new Delegating();
        var second = new Delegating();
        second.go.countDown();
        try (var helper = TestAgent.connected(sub, work);
                var killed = connected(first)) {
            client.request(parentKey, "m", "look");
            await().until(() -> first.answers.get() == 1);
            killed.bus().link().stop("for a test");
            try (var next = connected(second)) {
                await().until(() -> client.replies().size() == 1);
                assertThat(next.bus().status().up()).isTrue();
            }
            first.go.countDown();
            assertThat(helper.bus().status().up()).isTrue();
        }
        assertThat(client.readReplies()).extracting(TurnReply::output).containsExactly("look!");
        assertThat(work.handled()).hasSize(1);
    }

    @Test
    void aTaskThatStillRunsIsNotBegunAgain() throws Exception {
        var work = FakeTurns.held();
        var first = new Delegating();
        var second = new Delegating();
        second.go.countDown();
        try (var helper = TestAgent.connected(sub, work);
                var killed = connected(first)) {
            client.request(parentKey, "m", "look");
            await().until(() -> work.running() == 1);
            killed.bus().link().stop("for a test");
            try (var next = connected(second)) {
                await().until(() -> second.begun.get() == 1);
                work.release();
                await().until(() -> client.replies().size() == 1);
                assertThat(next.bus().status().up()).isTrue();
            }
            first.go.countDown();
            assertThat(helper.bus().status().up()).isTrue();
        }
        assertThat(client.readReplies()).extracting(TurnReply::output).containsExactly("look!");
        assertThat(work.handled()).hasSize(1);
    }

    private TestAgent connected(Delegating turns) {
        var agent = TestAgent.connected(parent, turns, state);
        turns.client.complete(agent.subAgents());
        return agent;
    }

    /** Turns that hand their input to the sub-agent, and end with its answer when they may. */
    private final class Delegating implements TurnService {
        private final CompletableFuture<SubAgentClient> client = new CompletableFuture<>();
        private final AtomicInteger begun = new AtomicInteger();
        private final AtomicInteger answers = new AtomicInteger();
        private final CountDownLatch go = new CountDownLatch(1);

        @Override
        public TurnReply handle(TurnRequest request, TurnContext context, TurnListener listener) {
            begun.incrementAndGet();
            var answer = client.join()
                    .delegate(new SubAgentTask(
                            child, request.turnId() + "/1.1", request.input(), 1, Patience.AMPLE, context.trace()));
            answers.incrementAndGet();
            try {
                go.await();
            } catch (InterruptedException e) {
                return refuse(request, TurnErrorType.CANCELLED, "given up");
            }
            return answer instanceof SubAgentAnswer.Output output
                    ? TurnReply.of(request.turnId(), request.conversationId(), output.text(), Usage.NONE)
                    : refuse(request, TurnErrorType.INTERNAL, answer.toString());
        }

        @Override
        public TurnReply refuse(TurnRequest request, TurnErrorType type, String message) {
            return TurnReply.failed(
                    request.turnId(), request.conversationId(), new TurnError(type, message), Usage.NONE);
        }
    }
}
