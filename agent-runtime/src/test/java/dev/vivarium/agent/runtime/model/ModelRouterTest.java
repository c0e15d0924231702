package dev.vivarium.agent.runtime.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.AgentConfiguration.Model;
import dev.vivarium.agent.contract.AgentConfiguration.Tiers;
import dev.vivarium.agent.runtime.pricing.PriceTable;
import dev.vivarium.agent.runtime.telemetry.Content;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.testing.Bounds;
import dev.vivarium.agent.runtime.testing.Configurations;
import dev.vivarium.agent.runtime.testing.Patience;
import dev.vivarium.agent.runtime.testing.Telemetry;
import dev.vivarium.telemetry.Catalog;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ModelRouterTest {
    private static final Duration AMPLE = Duration.ofSeconds(20);

    /** A step of a script: no answer for as long as the call may last. */
    private static final Object HANGS = new Object();

    private final Telemetry telemetry = new Telemetry();
    private final Map<String, Deque<Object>> scripts = new HashMap<>();
    private final List<String> called = new ArrayList<>();
    private final AtomicInteger heardCalls = new AtomicInteger();
    private final List<TokenCounts> used = new ArrayList<>();

    @Test
    void aCallThatMayPassIsMadeAgainAndEachIsMeasured() throws ModelException {
        script("main", ModelErrorType.SERVER_ERROR, ModelErrorType.RATE_LIMITED, "fine");
        var answer = router(model("main"), null).call(Tier.BALANCED, call(AMPLE), listener());
        assertThat(answer.message().text()).isEqualTo("fine");
        assertThat(called).containsExactly("main", "main", "main");
        assertThat(heardCalls).hasValue(3);
        assertThat(telemetry.values(Catalog.INFERENCE_DURATION))
                .containsEntry(request("main", "error.type=server_error "), 1.0)
                .containsEntry(request("main", "error.type=rate_limited "), 1.0)
                .containsEntry(request("main", "") + " gen_ai.response.model=main", 1.0);
        assertThat(telemetry.spans()).hasSize(3);
        assertThat(telemetry.values(Catalog.MODEL_QUEUE_DURATION))
                .containsEntry("gen_ai.provider.name=simulated gen_ai.request.model=main", 3.0);
    }

    @Test
    void whatAnAttemptUsedBeforeItFailedIsCountedOnceAndSoIsTheNext() throws ModelException {
        script(
                "main",
                new ModelException(ModelErrorType.SERVER_ERROR, "broke off").having(new TokenCounts(80, 3, 40, 0, 0)),
                "fine");
        router(model("main"), null).call(Tier.BALANCED, call(AMPLE), listener());
        assertThat(telemetry.values(Catalog.INPUT_TOKENS).values()).containsExactly(180.0);
        assertThat(telemetry.values(Catalog.OUTPUT_TOKENS).values()).containsExactly(13.0);
        assertThat(telemetry.values(Catalog.CACHE_READ_TOKENS).values()).containsExactly(40.0);
        assertThat(telemetry.values(Catalog.CONTEXT_TOKENS_USED).values()).containsExactly(2.0);
        assertThat(telemetry.values(Catalog.UNPRICED_CALLS).values()).containsExactly(2.0);
        assertThat(used).containsExactly(new TokenCounts(80, 3, 40, 0, 0), new TokenCounts(100, 10, 0, 0, 0));
    }

    @Test
    void fallbacksAreTriedInOrderAndNamedInTheMetrics() throws ModelException {
        script("main", ModelErrorType.AUTHENTICATION);
        script("second", ModelErrorType.TIMEOUT);
        script("third", "fine");
        var answer = router(model("main", model("second"), model("third")), null)
                .call(Tier.BALANCED, call(AMPLE), listener());
        assertThat(answer.message().text()).isEqualTo("fine");
        assertThat(called).containsExactly("main", "second", "third");
        assertThat(telemetry.values(Catalog.OUTPUT_TOKENS))
                .containsEntry(
                        "gen_ai.operation.name=chat gen_ai.provider.name=simulated gen_ai.request.model=third"
                                + " gen_ai.response.model=third gen_ai.token.modality=text",
                        10.0);
        assertThat(telemetry.values(Catalog.UNPRICED_CALLS))
                .containsEntry("gen_ai.provider.name=simulated gen_ai.request.model=third", 1.0);
    }

    @Test
    void whenEveryModelFailsTheLastFailureIsTold() {
        script("main", ModelErrorType.AUTHENTICATION);
        script("second", ModelErrorType.MODEL_NOT_FOUND);
        assertFails(router(model("main", model("second")), null), ModelErrorType.MODEL_NOT_FOUND);
    }

    @ParameterizedTest
    @EnumSource(names = {"INVALID_REQUEST", "CONTENT_FILTERED", "CANCELLED"})
    void whatIsRefusedOnPurposeGoesToNoOther(ModelErrorType type) {
        script("main", type);
        script("second", "fine");
        assertFails(router(model("main", model("second")), null), type);
        assertThat(called).containsExactly("main");
    }

    @Test
    void anAnswerOfWhichAPieceWasHeardIsNotAskedForAgain() {
        script("main", "half", ModelErrorType.CONNECTION);
        script("second", "fine");
        assertFails(router(model("main", model("second")), null), ModelErrorType.CONNECTION);
        assertThat(called).containsExactly("main");
    }

    @Test
    void anAnswerThatNobodyHearsIsAskedForAgain() throws ModelException {
        script("main", "half", ModelErrorType.CONNECTION, "fine");
        var answer = router(model("main"), null).call(Tier.BALANCED, call(AMPLE), new StreamListener() {
            @Override
            public boolean hearsText() {
                return false;
            }
        });
        assertThat(answer.message().text()).isEqualTo("fine");
    }

    @Test
    void aRetryThatTheDeadlineDoesNotAllowGoesToTheFallback() throws ModelException {
        script("main", new ModelException(ModelErrorType.RATE_LIMITED, "slow down", null, Duration.ofMinutes(1)));
        script("second", "fine");
        router(model("main", model("second")), null).call(Tier.BALANCED, call(AMPLE), listener());
        assertThat(called).containsExactly("main", "second");
    }

    @Test
    void anEndpointThatIsDownIsNotCalledUntilItIsTriedAgain() throws Exception {
        for (var i = 0; i < 4; i++) {
            script("main", ModelErrorType.MALFORMED_RESPONSE);
        }
        var router = router(model("main"), null);
        for (var i = 0; i < 4; i++) {
            assertFails(router, ModelErrorType.MALFORMED_RESPONSE);
        }
        assertFails(router, ModelErrorType.CIRCUIT_OPEN);
        assertThat(called).hasSize(4);
        assertThat(telemetry.values(Catalog.REFUSED_CALLS))
                .containsEntry("error.type=circuit_open gen_ai.provider.name=simulated gen_ai.request.model=main", 1.0);
        script("main", "fine");
        Patience.await()
                .ignoreExceptionsInstanceOf(ModelException.class)
                .until(() -> router.call(Tier.BALANCED, call(AMPLE), listener())
                        .message()
                        .text()
                        .equals("fine"));
        assertThat(called).hasSize(5);
    }

    @Test
    void refusalsOfARequestDoNotMakeAnEndpointDown() {
        var router = router(model("main"), null);
        for (var i = 0; i < 10; i++) {
            script("main", ModelErrorType.INVALID_REQUEST);
            assertFails(router, ModelErrorType.INVALID_REQUEST);
        }
    }

    @Test
    void aCallThatTheTurnsOwnEndCutsShortDoesNotMakeAnEndpointDown() {
        var router = router(timed("main", "1m"), null);
        for (var i = 0; i < 10; i++) {
            script("main", HANGS);
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> router.call(Tier.BALANCED, call(Duration.ofMillis(5)), listener()))
                    .satisfies(e -> assertThat(e.type()).isEqualTo(ModelErrorType.TIMEOUT));
        }
    }

    @Test
    void aTurnThatIsGivenUpDoesNotMakeAnEndpointDown() {
        var router = router(model("main"), null);
        for (var i = 0; i < 10; i++) {
            script("main", ModelErrorType.CANCELLED);
            assertFails(router, ModelErrorType.CANCELLED);
        }
    }

    @Test
    void callsThatTakeLongerThanTheirOwnTimeMakeAnEndpointDown() {
        var router = router(timed("main", "5ms"), null);
        for (var i = 0; i < 4; i++) {
            script("main", HANGS);
            assertFails(router, ModelErrorType.TIMEOUT);
        }
        assertFails(router, ModelErrorType.CIRCUIT_OPEN);
    }

    @Test
    void aTimeoutThatTheEndpointItselfReportsMakesItDown() {
        var router = router(model("main"), null);
        for (var i = 0; i < 4; i++) {
            script("main", ModelErrorType.TIMEOUT);
            assertFails(router, ModelErrorType.TIMEOUT);
        }
        assertFails(router, ModelErrorType.CIRCUIT_OPEN);
    }

    @Test
    void callsBeyondTheMostInFlightWaitAndTheWaitIsMeasured() throws Exception {
        var release = new CountDownLatch(1);
        script("main", release, "fine");
        var router = router(limited("main"), null);
        var first = Thread.ofVirtual().start(() -> {
            try {
                router.call(Tier.BALANCED, call(AMPLE), listener());
            } catch (ModelException e) {
                throw new AssertionError(e);
            }
        });
        Patience.await().until(() -> called.size() == 1);
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> router.call(Tier.BALANCED, call(Duration.ofMillis(50)), listener()))
                .satisfies(e -> assertThat(e.type()).isEqualTo(ModelErrorType.TIMEOUT))
                .withMessageContaining("maxConcurrentCalls");
        release.countDown();
        assertThat(first.join(Patience.AMPLE)).isTrue();
        assertThat(called).hasSize(1);
        assertThat(telemetry.values(Catalog.REFUSED_CALLS))
                .containsEntry("error.type=timeout gen_ai.provider.name=simulated gen_ai.request.model=main", 1.0);
        script("main", "fine");
        assertThat(router.call(Tier.BALANCED, call(AMPLE), listener()).message().text())
                .isEqualTo("fine");
    }

    @Test
    void eachTierHasItsModelAndTheAgentsModelBehindIt() throws ModelException {
        var tiers = new Tiers(model("small"), null, model("large"));
        var router = router(model("main", model("second")), tiers);
        script("small", "fine");
        router.call(Tier.LOW, call(AMPLE), listener());
        script("main", "fine");
        router.call(Tier.BALANCED, call(AMPLE), listener());
        script("large", ModelErrorType.AUTHENTICATION);
        script("main", ModelErrorType.AUTHENTICATION);
        script("second", "fine");
        router.call(Tier.HIGH, call(AMPLE), listener());
        assertThat(called).containsExactly("small", "main", "large", "main", "second");
    }

    private void assertFails(ModelRouter router, ModelErrorType type) {
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> router.call(Tier.BALANCED, call(AMPLE), listener()))
                .satisfies(e -> assertThat(e.type()).isEqualTo(type));
    }

    private static String request(String model, String error) {
        return error + "gen_ai.operation.name=chat gen_ai.provider.name=simulated gen_ai.request.model=" + model;
    }

    private StreamListener listener() {
        return new StreamListener() {
            @Override
            public void onCall() {
                heardCalls.incrementAndGet();
            }

            @Override
            public void onUsed(TokenCounts tokens, Optional<BigDecimal> costUsd) {
                used.add(tokens);
            }
        };
    }

    private static ModelCall call(Duration timeout) {
        return new ModelCall(List.of(UserMessage.from("Hello")), List.of(), timeout);
    }

    private static Model model(String name, Model... fallbacks) {
        return new Model("simulated", name, null, null, null, null).withFallbacks(List.of(fallbacks));
    }

    private static Model timed(String name, String timeout) {
        return new Model("simulated", name, null, null, null, null, timeout, null, null, null);
    }

    private static Model limited(String name) {
        return new Model("simulated", name, null, null, null, null, null, null, 1, null);
    }

    /** What the model does next, in order: an error type or an exception to fail with, a latch to wait for, {@link #HANGS}, "half" for a piece, any other text to answer. */
    private void script(String model, Object... steps) {
        scripts.computeIfAbsent(model, name -> new ArrayDeque<>()).addAll(List.of(steps));
    }

    private ModelRouter router(Model model, Tiers tiers) {
        var base = Configurations.simulated();
        var configuration = new AgentConfiguration(
                null,
                base.kind(),
                base.name(),
                base.namespace(),
                base.instructions(),
                model,
                tiers,
                base.limits(),
                base.transport(),
                null,
                List.of(),
                List.of(),
                null,
                base.telemetry(),
                List.of());
        return new ModelRouter(
                configuration,
                new ModelFactory(
                        configured -> (call, listener) -> play(configured.name(), call, listener),
                        Bounds.models(),
                        new PriceTable(configuration, Clock.systemUTC()),
                        new Instruments(telemetry.sdk()),
                        new Content(configuration),
                        telemetry.sdk()));
    }

    private ModelReply play(String model, ModelCall call, StreamListener listener) throws ModelException {
        called.add(model);
        while (true) {
            switch (scripts.get(model).remove()) {
                case ModelErrorType type -> throw new ModelException(type, "scripted");
                case ModelException failure -> throw failure;
                case CountDownLatch latch -> await(latch);
                case String text -> {
                    listener.onText(text);
                    if (!"half".equals(text)) {
                        return new ModelReply(
                                AiMessage.from(text),
                                model,
                                "id",
                                FinishReason.STOP,
                                new TokenCounts(100, 10, 0, 0, 0));
                    }
                }
                case Object step when step == HANGS -> hang(call.timeout());
                default -> throw new IllegalStateException("no such step");
            }
        }
    }

    private static void hang(Duration time) throws ModelException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ModelException(ModelErrorType.TIMEOUT, "scripted");
    }

    private static void await(CountDownLatch latch) throws ModelException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException(ModelErrorType.CANCELLED, "given up", e);
        }
    }
}
