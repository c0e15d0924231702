package dev.vivarium.agent.runtime.bus;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnOrigin;
import dev.vivarium.agent.runtime.delegation.SubAgentAnswer;
import dev.vivarium.agent.runtime.delegation.SubAgentTask;
import dev.vivarium.agent.runtime.testing.Patience;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** One agent hands tasks to another. */
@ExtendWith(BrokerExtension.class)
@Timeout(600)
class DelegationIT {
    private static final AttributeKey<String> AGENT = AttributeKey.stringKey("gen_ai.agent.name");
    private static final AttributeKey<String> SUB_AGENT = AttributeKey.stringKey("vivarium.subagent.name");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    /** For a task to be handed over, on a busy machine too; it is always waited for to its end. */
    private static final Duration ENOUGH_TO_BEGIN = Duration.ofSeconds(5);

    private final String parentName = "parent-" + UUID.randomUUID();
    private final String childName = "child-" + UUID.randomUUID();
    private final String childKey = BusNames.routingKey("zoo", "SubAgent", childName);
    private final AgentConfiguration.SubAgent child =
            new AgentConfiguration.SubAgent(childName, "helps", childKey, "1m");

    @TempDir
    Path directory;

    private String url;

    @BeforeEach
    void writeUrl(TestBroker broker) throws Exception {
        url = broker.up();
        Files.writeString(directory.resolve("url"), url);
    }

    @Test
    void handsATaskOverAndBringsTheAnswerBack() {
        var turns = FakeTurns.immediate();
        try (var sub = child(turns);
                var main = parent()) {
            assertThat(main.subAgents().delegate(task("look it up", Patience.AMPLE)))
                    .isEqualTo(new SubAgentAnswer.Output("look it up!"));

            var handled = turns.handled().getFirst();
            assertThat(handled.request().origin()).isEqualTo(TurnOrigin.DELEGATED);
            assertThat(handled.request().conversationId()).isEqualTo("c-look it up");
            assertThat(handled.context().source()).isEqualTo(parentKey());
            assertThat(handled.context().depth()).isEqualTo(1);
            assertThat(Baggage.fromContext(handled.context().trace()).getEntryValue("root"))
                    .isEqualTo("me");
            assertThat(Span.fromContext(handled.context().trace())
                            .getSpanContext()
                            .getTraceId())
                    .isEqualTo("0af7651916cd43dd8448eb211c80319c");
            await().untilAsserted(() -> assertThat(sub.spans()).hasSize(2));
            assertThat(main.spans())
                    .filteredOn(span -> span.getName().equals("publish " + BusNames.queue(childKey)))
                    .singleElement()
                    .satisfies(publish -> assertThat(sub.spans())
                            .filteredOn(span -> span.getName().startsWith("process "))
                            .singleElement()
                            .satisfies(process ->
                                    assertThat(process.getParentSpanId()).isEqualTo(publish.getSpanId())));

            var names = Attributes.of(AGENT, parentName, SUB_AGENT, childName);
            assertThat(main.metric("vivarium.subagent.duration")
                            .getHistogramData()
                            .getPoints())
                    .singleElement()
                    .satisfies(point -> assertThat(point.getAttributes()).isEqualTo(names));
            assertThat(main.metric("vivarium.subagent.active").getLongSumData().getPoints())
                    .singleElement()
                    .satisfies(point -> assertThat(point.getAttributes()).isEqualTo(names))
                    .satisfies(point -> assertThat(point.getValue()).isZero());
            assertThat(main.hasMetric("vivarium.subagent.failures")).isFalse();
        }
    }

    @Test
    void passesOnWhyTheSubAgentFailed() {
        var turns = FakeTurns.immediate();
        turns.failWith(TurnErrorType.PROVIDER_ERROR);
        try (var sub = child(turns);
                var main = parent()) {
            assertFailure(main, task("x", Patience.AMPLE), "provider_error", "for a test");
            assertThat(sub.bus().status().up()).isTrue();
        }
    }

    @Test
    void failsAtOnceWhenNobodyHasAQueueForTheTask() {
        try (var main = parent()) {
            var begin = System.nanoTime();
            assertFailure(main, task("x", Duration.ofMinutes(10)), "unreachable", "no agent has a queue for");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Patience.AMPLE);
        }
    }

    @Test
    void givesUpWhenTheAnswerIsLateAndDropsIt() {
        var turns = FakeTurns.held();
        try (var sub = child(turns);
                var main = parent()) {
            assertFailure(main, task("x", ENOUGH_TO_BEGIN), "timeout", "did not answer within 5.0 s");
            turns.release();
            await().untilAsserted(() -> assertThat(main.metric("messaging.client.consumed.messages")
                            .getLongSumData()
                            .getPoints())
                    .filteredOn(point -> BusNames.TEMPORARY_DESTINATION.equals(
                            point.getAttributes().get(AttributeKey.stringKey("messaging.destination.name"))))
                    .singleElement()
                    .satisfies(point -> assertThat(point.getValue()).isEqualTo(1)));
            assertThat(main.subAgents().delegate(task("y", Patience.AMPLE))).isEqualTo(new SubAgentAnswer.Output("y!"));
            assertThat(sub.bus().status().up()).isTrue();
        }
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsNotHandledButDeadLettered() throws Exception {
        child(FakeTurns.immediate()).close();
        try (var main = parent();
                var client = new TestClient(url, "replies-" + UUID.randomUUID())) {
            assertFailure(main, task("x", ENOUGH_TO_BEGIN), "timeout", "did not answer");
            var dead = BusNames.deadLetterQueue(BusNames.queue(childKey));
            await().until(() -> client.ready(dead) == 1);
            var turns = FakeTurns.immediate();
            try (var sub = child(turns)) {
                assertThat(main.subAgents().delegate(task("y", Duration.ofSeconds(30))))
                        .isEqualTo(new SubAgentAnswer.Output("y!"));
                assertThat(turns.handled()).hasSize(1);
                assertThat(sub.bus().status().up()).isTrue();
            }
        }
    }

    @Test
    void endsWhenItsThreadIsInterrupted() throws Exception {
        var turns = FakeTurns.held();
        try (var sub = child(turns);
                var main = parent()) {
            var answer = new CompletableFuture<SubAgentAnswer>();
            var thread = Thread.ofVirtual()
                    .start(() -> answer.complete(main.subAgents().delegate(task("x", Patience.AMPLE))));
            await().until(() -> turns.running() == 1);
            thread.interrupt();
            assertThat(answer.get(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            SubAgentAnswer.Failure.class,
                            failure -> assertThat(failure.errorType()).isEqualTo("cancelled"));
            // Not released: it is the message of its parent that ends the child's turn.
            await().until(() -> turns.running() == 0);
            assertThat(sub.bus().status().up()).isTrue();
        }
    }

    @Test
    void keepsTheNumberOfTasksWithinItsBound() {
        var turns = FakeTurns.held();
        try (var sub = child(turns, 50);
                var main = parent()) {
            var answers = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> main.subAgents().delegate(task("t" + i, Patience.AMPLE)),
                            task -> Thread.ofVirtual().start(task)))
                    .toList();
            await().until(() -> turns.running() == Samples.SETTINGS.maxConcurrentDelegations());
            turns.release();
            assertThat(answers.stream().map(CompletableFuture::join))
                    .containsExactlyElementsOf(IntStream.range(0, 20)
                            .<SubAgentAnswer>mapToObj(i -> new SubAgentAnswer.Output("t" + i + "!"))
                            .toList());
            assertThat(turns.most()).isEqualTo(Samples.SETTINGS.maxConcurrentDelegations());
            assertThat(sub.bus().status().up()).isTrue();
        }
    }

    @Test
    void saysThatAllPlacesAreTaken() {
        var turns = FakeTurns.held();
        try (var sub = child(turns, 50);
                var main = parent()) {
            var busy = IntStream.range(0, Samples.SETTINGS.maxConcurrentDelegations())
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> main.subAgents().delegate(task("t" + i, Patience.AMPLE)),
                            task -> Thread.ofVirtual().start(task)))
                    .toList();
            await().until(() -> turns.running() == Samples.SETTINGS.maxConcurrentDelegations());
            assertFailure(main, task("one too many", Duration.ofMillis(300)), "overloaded", "4 places");
            turns.release();
            assertThat(busy.stream().map(CompletableFuture::join))
                    .allSatisfy(answer -> assertThat(answer).isInstanceOf(SubAgentAnswer.Output.class));
            assertThat(sub.bus().status().up()).isTrue();
        }
    }

    @Test
    void theAnswerComesThoughTheBrokerCrashesMeanwhile(TestBroker broker) throws Exception {
        var turns = FakeTurns.held();
        try (var sub = child(turns);
                var main = parent()) {
            var answer = CompletableFuture.supplyAsync(
                    () -> main.subAgents().delegate(task("x", Patience.AMPLE.multipliedBy(2))),
                    task -> Thread.ofVirtual().start(task));
            await().until(() -> turns.running() == 1);
            broker.sync();
            broker.kill();
            await().until(() -> !sub.bus().status().up());
            turns.release();
            Files.writeString(directory.resolve("url"), broker.up());
            assertThat(answer.get(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS))
                    .isEqualTo(new SubAgentAnswer.Output("x!"));
            assertThat(turns.handled()).hasSize(1);
        }
    }

    @Test
    void failsClearlyWhileTheBrokerIsAway() throws Exception {
        Files.writeString(directory.resolve("url"), "amqp://127.0.0.1:1");
        try (var main = TestAgent.start(
                Samples.configuration(
                        "Agent", parentName, directory.resolve("url").toString()),
                Samples.SETTINGS,
                FakeTurns.immediate())) {
            await().until(() -> main.bus().status().reason().contains("no connection"));
            assertFailure(
                    main,
                    task("x", Duration.ofMillis(500)),
                    "unreachable",
                    "cannot be reached: no connection to the broker 127.0.0.1:1");
        }
    }

    private void assertFailure(TestAgent main, SubAgentTask task, String errorType, String message) {
        assertThat(main.subAgents().delegate(task)).isInstanceOfSatisfying(SubAgentAnswer.Failure.class, failure -> {
            assertThat(failure.errorType()).isEqualTo(errorType);
            assertThat(failure.message()).contains(message);
        });
        var expected = Attributes.of(AGENT, parentName, SUB_AGENT, childName, ERROR, errorType);
        assertThat(main.metric("vivarium.subagent.failures").getLongSumData().getPoints())
                .anySatisfy(point -> assertThat(point.getAttributes()).isEqualTo(expected));
        assertThat(main.metric("vivarium.subagent.duration").getHistogramData().getPoints())
                .anySatisfy(point -> assertThat(point.getAttributes()).isEqualTo(expected));
    }

    private TestAgent parent() {
        return TestAgent.connected(
                Samples.configuration(
                        "Agent", parentName, directory.resolve("url").toString()),
                FakeTurns.immediate());
    }

    private String parentKey() {
        return BusNames.routingKey("zoo", "Agent", parentName);
    }

    private TestAgent child(FakeTurns turns) {
        return child(turns, 4);
    }

    private TestAgent child(FakeTurns turns, int maxConcurrentTurns) {
        var rules = new AgentConfiguration.Delegation(1, List.of(parentKey()));
        return TestAgent.connected(
                Samples.subAgent(childName, directory.resolve("url").toString(), maxConcurrentTurns, rules), turns);
    }

    private SubAgentTask task(String input, Duration timeout) {
        var span = Span.wrap(SpanContext.create(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.getDefault()));
        var trace = Context.root()
                .with(span)
                .with(Baggage.builder().put("root", "me").build());
        return new SubAgentTask(child, "c-" + input, input, 1, timeout, trace);
    }
}
