package dev.vivarium.agent.runtime.turn;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnFinish;
import dev.vivarium.agent.contract.TurnOrigin;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.contract.TurnRequest;
import dev.vivarium.agent.runtime.model.ContextSize;
import dev.vivarium.agent.runtime.model.FinishReason;
import dev.vivarium.agent.runtime.model.ModelCall;
import dev.vivarium.agent.runtime.model.ModelClient;
import dev.vivarium.agent.runtime.model.ModelErrorType;
import dev.vivarium.agent.runtime.model.ModelException;
import dev.vivarium.agent.runtime.model.ModelReply;
import dev.vivarium.agent.runtime.model.TokenCounts;
import dev.vivarium.agent.runtime.telemetry.SpanKeys;
import dev.vivarium.agent.runtime.testing.Bounds;
import dev.vivarium.agent.runtime.testing.Configurations;
import dev.vivarium.agent.runtime.testing.Patience;
import dev.vivarium.agent.runtime.tools.ToolErrorType;
import dev.vivarium.agent.runtime.tools.ToolResult;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class AgentTurnServiceTest {
    private static final AgentConfiguration CONFIGURATION = Configurations.simulated();
    private static final AgentConfiguration HURRIED =
            Configurations.with(Configurations.simulatedModel(), new AgentConfiguration.Limits(4, 2, "5s"), List.of());

    private final List<List<ChatMessage>> contexts = new CopyOnWriteArrayList<>();

    @Test
    void answersAndSaysWhatItUsed() {
        var reply = new AgentUnderTest(CONFIGURATION, says("hello")).ask("c", "hi");
        assertThat(reply.output()).isEqualTo("hello");
        assertThat(reply.usage()).isEqualTo(new TurnReply.Usage(1, 0, 100, 10, "0.00045"));
        assertThat(contexts.getFirst()).extracting(ContextSize::text).containsExactly("Be helpful.", "hi");
    }

    @Test
    void remembersTheConversationAndOnlyThat() {
        var agent = new AgentUnderTest(CONFIGURATION, says("hello"));
        agent.ask("c", "one");
        agent.ask("other", "two");
        agent.ask("c", "three");
        assertThat(contexts.getLast())
                .extracting(ContextSize::text)
                .containsExactly("Be helpful.", "one", "hello", "three");
    }

    @Test
    void whatIsForgottenIsSummarisedByTheAgentsOwnModelAndCounted() {
        var agent = new AgentUnderTest(CONFIGURATION, says("hello"), Bounds.memory(10, 6, 10_000));
        for (var input : List.of("one", "two", "three")) {
            assertThat(agent.ask("c", input).usage().llmCalls()).isEqualTo(1);
        }
        var reply = agent.ask("c", "four");
        assertThat(reply.output()).isEqualTo("hello");
        assertThat(reply.usage()).isEqualTo(new TurnReply.Usage(2, 0, 200, 20, "0.0009"));
        assertThat(ContextSize.text(contexts.get(3).getLast())).isEqualTo("user: one\nai: hello\nuser: two\nai: hello");
        assertThat(contexts.getLast())
                .extracting(ContextSize::text)
                .containsExactly(
                        "Be helpful.",
                        "Summary of what was said before:\nhello",
                        "I go on from there.",
                        "three",
                        "hello",
                        "four");
    }

    @Test
    void aSummaryThatFailsIsTriedAgainAtTheNextTurn() {
        var failures = new ArrayDeque<>(List.of(ModelErrorType.MODEL_NOT_FOUND));
        var agent = new AgentUnderTest(CONFIGURATION, summaryFails(failures), Bounds.memory(10, 6, 10_000));
        for (var input : List.of("one", "two", "three")) {
            agent.ask("c", input);
        }
        var reply = agent.ask("c", "four");
        assertThat(reply.output()).isEqualTo("hello");
        assertThat(reply.usage().llmCalls()).isEqualTo(2);
        assertThat(contexts.getLast())
                .extracting(ContextSize::text)
                .containsExactly("Be helpful.", "three", "hello", "four");
        agent.ask("c", "five");
        assertThat(ContextSize.text(contexts.get(contexts.size() - 2).getLast()))
                .isEqualTo("user: one\nai: hello\nuser: two\nai: hello");
        assertThat(ContextSize.text(contexts.getLast().get(1))).isEqualTo("Summary of what was said before:\nhello");
    }

    @Test
    void aSummaryThatIsRefusedLosesWhatWasForgottenAndNotTheTurn() {
        var failures = new ArrayDeque<>(List.of(ModelErrorType.CONTENT_FILTERED));
        var agent = new AgentUnderTest(CONFIGURATION, summaryFails(failures), Bounds.memory(10, 6, 10_000));
        for (var input : List.of("one", "two", "three", "four")) {
            assertThat(agent.ask("c", input).output()).isEqualTo("hello");
        }
        assertThat(agent.ask("c", "five").usage().llmCalls()).isEqualTo(1);
        assertThat(contexts.getLast())
                .extracting(ContextSize::text)
                .containsExactly("Be helpful.", "three", "hello", "four", "hello", "five");
    }

    @Test
    void aTurnThatIsGivenUpDuringTheSummaryLosesNothing() {
        var agent = new AgentUnderTest(
                CONFIGURATION,
                (call, listener) -> {
                    if (isSummary(call)) {
                        Thread.currentThread().interrupt();
                        throw new ModelException(ModelErrorType.CANCELLED, "given up");
                    }
                    return says("hello").call(call, listener);
                },
                Bounds.memory(10, 6, 10_000));
        for (var input : List.of("one", "two", "three")) {
            agent.ask("c", input);
        }
        for (var i = 0; i < 2; i++) {
            assertThat(agent.ask("c", "four").error().type()).isEqualTo(TurnErrorType.CANCELLED);
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(contexts).hasSize(3);
    }

    private ModelClient summaryFails(Queue<ModelErrorType> failures) {
        return (call, listener) -> {
            if (isSummary(call) && !failures.isEmpty()) {
                throw new ModelException(failures.remove(), "for a test");
            }
            return says("hello").call(call, listener);
        };
    }

    private static boolean isSummary(ModelCall call) {
        return ContextSize.text(call.messages().getFirst()).startsWith("Summarise");
    }

    @Test
    void runsTheToolsOfARoundSideBySideAndGivesTheResultsInOrder() {
        var together = new CyclicBarrier(3);
        var agent = new AgentUnderTest(CONFIGURATION, callsThenSays(3, "done")).withTool("work", call -> {
            try {
                together.await(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS);
                return ToolResult.of("result of " + call.id());
            } catch (Exception e) {
                return ToolResult.failed(ToolErrorType.INTERNAL, "the calls did not run at the same time");
            }
        });
        assertThat(agent.ask("c", "work").output()).isEqualTo("done");
        assertThat(contexts.getLast().subList(3, 6))
                .extracting(ContextSize::text)
                .containsExactly("result of turn/1.1", "result of turn/1.2", "result of turn/1.3");
    }

    @Test
    void toolsThatFailAreToldToTheModel() {
        var agent = new AgentUnderTest(CONFIGURATION, callsThenSays(1, "sorry")).withTool("work", call -> {
            throw new IllegalStateException("a defect");
        });
        assertThat(agent.ask("c", "work").output()).isEqualTo("sorry");
        assertThat(ContextSize.text(contexts.getLast().getLast())).isEqualTo("The tool failed.");
        assertThat(agent.telemetry.values(Catalog.TOOL_DURATION))
                .containsOnlyKeys(
                        "error.type=internal gen_ai.agent.name=rockbot gen_ai.tool.name=work gen_ai.tool.type=extension");
    }

    @Test
    void toolsThatAreNotOfferedAreUnknown() {
        var agent = new AgentUnderTest(CONFIGURATION, callsThenSays(1, "sorry"));
        assertThat(agent.ask("c", "work").output()).isEqualTo("sorry");
        assertThat(agent.telemetry.values(Catalog.TOOL_DURATION).keySet())
                .singleElement()
                .asString()
                .contains("gen_ai.tool.name=unknown", "error.type=unknown_tool");
    }

    @Test
    void aModelThatOnlyCallsToolsIsStopped() {
        var agent = new AgentUnderTest(CONFIGURATION, callsThenSays(1, null))
                .withTool("work", call -> ToolResult.of("again"));
        var reply = agent.ask("c", "work");
        assertThat(reply.error().type()).isEqualTo(TurnErrorType.MAX_ITERATIONS);
        assertThat(reply.usage().llmCalls()).isEqualTo(4);
        assertThat(reply.usage().toolCalls()).isEqualTo(3);
    }

    @Test
    void aToolThatNeverAnswersEndsWithTheTurn() {
        var interrupted = new CountDownLatch(1);
        var agent = new AgentUnderTest(HURRIED, callsThenSays(1, "never")).withTool("work", call -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return ToolResult.failed(ToolErrorType.CANCELLED, "given up");
        });
        assertThat(agent.ask("c", "work").error().type()).isEqualTo(TurnErrorType.TIMEOUT);
        await().until(() -> interrupted.getCount() == 0);
    }

    @Test
    void aProviderThatFailsIsNamedAndLeavesNoTraceInTheConversation() {
        var failing = new ArrayList<>(List.of(true, false));
        var agent = new AgentUnderTest(CONFIGURATION, (call, listener) -> {
            contexts.add(call.messages());
            if (failing.removeFirst()) {
                throw new ModelException(ModelErrorType.MODEL_NOT_FOUND, "the provider does not know the model");
            }
            return reply(AiMessage.from("hello"));
        });
        var reply = agent.ask("c", "one");
        assertThat(reply.error().type()).isEqualTo(TurnErrorType.PROVIDER_ERROR);
        assertThat(reply.error().message()).contains("model_not_found");
        assertThat(reply.usage().llmCalls()).isEqualTo(1);
        agent.ask("c", "two");
        assertThat(contexts.getLast()).extracting(ContextSize::text).containsExactly("Be helpful.", "two");
        assertThat(agent.telemetry.values(Catalog.INFERENCE_DURATION).keySet())
                .contains(
                        "error.type=model_not_found gen_ai.operation.name=chat gen_ai.provider.name=simulated gen_ai.request.model=sim-large");
    }

    @Test
    void aCallOfAModelWithoutAPriceIsCountedAndNotFree() {
        var agent = new AgentUnderTest(HURRIED, says("hello"));
        assertThat(agent.ask("c", "hi").usage().costUsd()).isNull();
        assertThat(agent.telemetry.values(Catalog.UNPRICED_CALLS).values()).containsExactly(1.0);
        assertThat(agent.telemetry.values(Catalog.COST_USD)).isEmpty();
    }

    @Test
    void anAnswerThatDoesNotSayWhatItUsedIsCountedAndNotFree() {
        var agent = new AgentUnderTest(
                CONFIGURATION,
                (call, listener) ->
                        new ModelReply(AiMessage.from("hello"), "sim-large", "id", FinishReason.STOP, null));
        var reply = agent.ask("c", "hi");
        assertThat(reply.output()).isEqualTo("hello");
        assertThat(reply.usage()).isEqualTo(new TurnReply.Usage(1, 0, 0, 0, null));
        assertThat(agent.telemetry.values(Catalog.UNPRICED_CALLS).values()).containsExactly(1.0);
        assertThat(agent.telemetry.values(Catalog.CONTEXT_TOKENS_USED)).isEmpty();
    }

    @Test
    void whatACallUsedBeforeItFailedIsInTheReplyAndInTheFigures() {
        var agent = new AgentUnderTest(CONFIGURATION, (call, listener) -> {
            throw new ModelException(ModelErrorType.MALFORMED_RESPONSE, "ended early")
                    .having(new TokenCounts(100, 1, 0, 0, 0));
        });
        var reply = agent.ask("c", "hi");
        assertThat(reply.error().type()).isEqualTo(TurnErrorType.PROVIDER_ERROR);
        assertThat(reply.usage()).isEqualTo(new TurnReply.Usage(1, 0, 100, 1, "0.000315"));
        assertThat(sum(agent, Catalog.INPUT_TOKENS)).isEqualTo(100);
        assertThat(sum(agent, Catalog.OUTPUT_TOKENS)).isEqualTo(1);
        assertThat(sum(agent, Catalog.COST_USD)).isCloseTo(0.000315, Percentage.withPercentage(1e-9));
        assertThat(sum(agent, Catalog.UNPRICED_CALLS)).isZero();
    }

    @Test
    void anAnswerThatIsFilteredIsAnErrorOfItsOwnAndCosts() {
        var agent = new AgentUnderTest(CONFIGURATION, ends(FinishReason.CONTENT_FILTER));
        var reply = agent.ask("c", "hi");
        assertThat(reply.error().type()).isEqualTo(TurnErrorType.CONTENT_FILTERED);
        assertThat(reply.finishReason()).isNull();
        assertThat(reply.usage()).isEqualTo(new TurnReply.Usage(1, 0, 100, 10, "0.00045"));
        assertThat(agent.telemetry.values(Catalog.TURNS))
                .containsEntry("error.type=content_filtered gen_ai.agent.name=rockbot vivarium.turn.origin=user", 1.0);
        assertThat(agent.telemetry.values(Catalog.INFERENCE_DURATION).keySet())
                .singleElement()
                .asString()
                .contains("error.type=content_filtered");
        assertThat(finishReasons(agent)).containsExactly("content_filter");
        agent.ask("c", "again");
        assertThat(contexts.getLast())
                .as("leaves no trace in the conversation")
                .extracting(ContextSize::text)
                .containsExactly("Be helpful.", "again");
    }

    @Test
    void anAnswerThatIsCutOffSaysSo() {
        var agent = new AgentUnderTest(CONFIGURATION, ends(FinishReason.LENGTH));
        var reply = agent.ask("c", "hi");
        assertThat(reply.output()).isEqualTo("hel");
        assertThat(reply.finishReason()).isEqualTo(TurnFinish.LENGTH);
        assertThat(finishReasons(agent)).containsExactly("length");
        assertThat(new AgentUnderTest(CONFIGURATION, says("hello"))
                        .ask("c", "hi")
                        .finishReason())
                .isEqualTo(TurnFinish.STOP);
    }

    private ModelClient ends(FinishReason reason) {
        return (call, listener) -> {
            contexts.add(call.messages());
            return new ModelReply(AiMessage.from("hel"), "sim-large", "id", reason, new TokenCounts(100, 10, 0, 0, 0));
        };
    }

    private static List<String> finishReasons(AgentUnderTest agent) {
        return agent.telemetry.spans().stream()
                .map(span -> span.getAttributes().get(SpanKeys.FINISH_REASONS))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    private static double sum(AgentUnderTest agent, Metric metric) {
        return agent.telemetry.values(metric).values().stream()
                .mapToDouble(value -> value)
                .sum();
    }

    @Test
    void turnsOfOneConversationAreInOrderAndNeverAtTheSameTime() throws Exception {
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var agent = new AgentUnderTest(CONFIGURATION, (call, listener) -> {
            contexts.add(call.messages());
            entered.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new ModelException(ModelErrorType.CANCELLED, "given up", e);
            }
            return reply(AiMessage.from("ok"));
        });
        var first = CompletableFuture.supplyAsync(() -> agent.ask("c", "0"));
        entered.await();
        var later = new ArrayList<Thread>();
        for (var i = 1; i <= 5; i++) {
            var input = String.valueOf(i);
            var thread = Thread.ofPlatform().start(() -> agent.ask("c", input));
            later.add(thread);
            await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        }
        go.countDown();
        first.get(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS);
        for (var thread : later) {
            assertThat(thread.join(Patience.AMPLE)).isTrue();
        }
        assertThat(contexts)
                .extracting(context -> ContextSize.text(context.getLast()))
                .containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(contexts.getLast()).as("the last has seen all before it").hasSize(1 + 5 * 2 + 1);
    }

    @Test
    void aTurnThatWaitsForItsConversationLeavesItsPlaceToOthers() throws Exception {
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var agent = new AgentUnderTest(CONFIGURATION, (call, listener) -> {
            var input = ContextSize.text(call.messages().getLast());
            if (input.equals("first")) {
                entered.countDown();
                awaitUninterrupted(go);
            }
            return reply(AiMessage.from(input + "!"));
        });
        var places = new TurnPlaces(2);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> ask(agent, places, "first"));
            entered.await();
            var second = threads.submit(() -> ask(agent, places, "second"));
            // Active once it has its place, which is free again when it has left it.
            await().until(() -> agent.activity.now().activeTurns() == 2 && places.free() == 1);
            var third = threads.submit(() -> ask(agent, places, "third"));
            await().until(() -> agent.activity.now().activeTurns() == 3 && places.free() == 1);
            var fourth = ask(agent, places, "fourth");
            assertThat(fourth.error().type()).isEqualTo(TurnErrorType.OVERLOADED);
            assertThat(agent.ask("other", "beside").output()).isEqualTo("beside!");
            go.countDown();
            for (var turn : List.of(first, second, third)) {
                assertThat(turn.get(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS)
                                .output())
                        .endsWith("!");
            }
        }
        assertThat(places.free()).isEqualTo(2);
    }

    @Test
    void aTurnThatFindsNoPlaceWhenItsConversationIsFreeLeavesTheConversation() throws Exception {
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var agent = new AgentUnderTest(CONFIGURATION, (call, listener) -> {
            entered.countDown();
            awaitUninterrupted(go);
            return reply(AiMessage.from("ok"));
        });
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = threads.submit(() -> agent.ask("c", "first"));
            entered.await();
            var second = threads.submit(() -> ask(agent, new NoWayBack(), "second"));
            await().until(() -> agent.activity.now().activeTurns() == 2);
            go.countDown();
            assertThat(first.get(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS).output())
                    .isEqualTo("ok");
            assertThat(second.get(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS)
                            .error()
                            .type())
                    .isEqualTo(TurnErrorType.TIMEOUT);
        }
        assertThat(agent.ask("c", "third").output()).isEqualTo("ok");
    }

    private static TurnReply ask(AgentUnderTest agent, TurnPlaces places, String input) {
        try (var place = places.tryTake().orElseThrow()) {
            return ask(agent, place, input);
        }
    }

    private static TurnReply ask(AgentUnderTest agent, TurnPlace place, String input) {
        return agent.service.handle(
                new TurnRequest(null, "turn", "c", input, TurnOrigin.USER),
                new TurnContext(MessageHeaders.SOURCE_USER, 0, Context.root(), place),
                TurnListener.NONE);
    }

    private static void awaitUninterrupted(CountDownLatch latch) throws ModelException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new ModelException(ModelErrorType.CANCELLED, "given up", e);
        }
    }

    /** A place that others keep once it was left. */
    private static final class NoWayBack implements TurnPlace {
        @Override
        public boolean leave() {
            return true;
        }

        @Override
        public boolean comeBack(Duration timeout) {
            return false;
        }

        @Override
        public void close() {}
    }

    @Test
    void turnsOfDifferentConversationsRunAtTheSameTime() throws Exception {
        var together = new CyclicBarrier(CONFIGURATION.limits().maxConcurrentTurns());
        var agent = new AgentUnderTest(CONFIGURATION, (call, listener) -> {
            try {
                together.await(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new ModelException(ModelErrorType.OTHER, "the turns did not run at the same time", e);
            }
            return reply(AiMessage.from("ok"));
        });
        var turns = IntStream.range(0, CONFIGURATION.limits().maxConcurrentTurns())
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> agent.ask("c-" + i, "hi"),
                        task -> Thread.ofVirtual().start(task)))
                .toList();
        for (var turn : turns) {
            assertThat(turn.get(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS).output())
                    .isEqualTo("ok");
        }
    }

    @Test
    void aTurnThatIsInterruptedIsCancelled() {
        var agent = new AgentUnderTest(CONFIGURATION, says("hello"));
        Thread.currentThread().interrupt();
        assertThat(agent.ask("c", "hi").error().type()).isEqualTo(TurnErrorType.CANCELLED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void badRequestsAreRefusedWithTheField() {
        var agent = new AgentUnderTest(CONFIGURATION, says("hello"));
        assertInvalid(agent, new TurnRequest(null, null, null, " ", null), "input");
        assertInvalid(agent, new TurnRequest("v9", null, null, "hi", null), "contractVersion");
        assertInvalid(agent, new TurnRequest(null, "x".repeat(300), null, "hi", null), "turnId");
        var tooLong = "x".repeat(TurnRules.LONGEST_INPUT + 1);
        assertInvalid(agent, new TurnRequest(null, null, null, tooLong, null), "input");
        assertThat(contexts).isEmpty();
        assertThat(agent.telemetry.values(Catalog.TURNS))
                .containsEntry("error.type=invalid_request gen_ai.agent.name=rockbot vivarium.turn.origin=user", 4.0);
    }

    @Test
    void takesNoTurnOnceItStops() {
        var agent = new AgentUnderTest(CONFIGURATION, says("hello"));
        agent.service.stop();
        assertThat(agent.ask("c", "hi").error().type()).isEqualTo(TurnErrorType.SHUTTING_DOWN);
        assertThat(contexts).isEmpty();
    }

    @Test
    void aListenerThatFailsDoesNotHurtTheTurn() {
        var agent = new AgentUnderTest(CONFIGURATION, (call, listener) -> {
            listener.onText("hello");
            return reply(AiMessage.from("hello"));
        });
        var reply = agent.ask("c", "hi", new TurnListener() {
            @Override
            public void onText(String piece) {
                throw new IllegalStateException("the client has gone");
            }
        });
        assertThat(reply.output()).isEqualTo("hello");
    }

    private static void assertInvalid(AgentUnderTest agent, TurnRequest request, String field) {
        var context = new TurnContext(MessageHeaders.SOURCE_USER, 0, Context.root());
        var reply = agent.service.handle(request, context, TurnListener.NONE);
        assertThat(reply.error().type()).isEqualTo(TurnErrorType.INVALID_REQUEST);
        assertThat(reply.error().message()).startsWith(field);
    }

    private ModelClient says(String text) {
        return (call, listener) -> {
            contexts.add(call.messages());
            return reply(AiMessage.from(text));
        };
    }

    /** @param text null for a model that never stops calling tools */
    private ModelClient callsThenSays(int calls, String text) {
        return (call, listener) -> {
            contexts.add(call.messages());
            if (text != null && contexts.size() > 1) {
                return reply(AiMessage.from(text));
            }
            return reply(AiMessage.from(IntStream.rangeClosed(1, calls)
                    .mapToObj(i -> ToolExecutionRequest.builder()
                            .id("call" + i)
                            .name("work")
                            .arguments("{}")
                            .build())
                    .toList()));
        };
    }

    private static ModelReply reply(AiMessage message) {
        return new ModelReply(message, "sim-large", "id", FinishReason.STOP, new TokenCounts(100, 10, 0, 0, 0));
    }
}
