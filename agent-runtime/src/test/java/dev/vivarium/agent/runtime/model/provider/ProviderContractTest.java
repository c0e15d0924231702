package dev.vivarium.agent.runtime.model.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.vivarium.agent.runtime.model.FinishReason;
import dev.vivarium.agent.runtime.model.ModelCall;
import dev.vivarium.agent.runtime.model.ModelErrorType;
import dev.vivarium.agent.runtime.model.ModelException;
import dev.vivarium.agent.runtime.model.ModelReply;
import dev.vivarium.agent.runtime.model.StreamListener;
import dev.vivarium.agent.runtime.model.TokenCounts;
import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import dev.vivarium.agent.runtime.testing.Patience;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every provider must do, against a local server that speaks its wire format. */
class ProviderContractTest {
    private static final Duration AMPLE = Duration.ofMinutes(1);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path directory;

    private FakeServer server;
    private Path key;

    @BeforeEach
    void start() throws IOException {
        server = new FakeServer();
        key = Files.writeString(directory.resolve("key"), "sk-one\n");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void streamsTextAndReadsTheUsage(Wire wire) throws ModelException {
        server.answering(request -> wire.answer(wire.text()));
        var heard = new Recorder();
        var reply = model(wire).call(call(AMPLE), heard);
        assertThat(heard.events).containsExactly("first", "Hello", " there");
        assertThat(reply.message().text()).isEqualTo("Hello there");
        assertThat(reply.message().hasToolExecutionRequests()).isFalse();
        assertThat(reply.responseModel()).isEqualTo("test-model-2026-01-01");
        assertThat(reply.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(reply.tokens()).isEqualTo(wire.tokens);
    }

    @ParameterizedTest
    @EnumSource
    void takesSeveralToolCallsInOneAnswer(Wire wire) throws Exception {
        server.answering(request -> wire.answer(wire.tools()));
        var heard = new Recorder();
        var reply = model(wire).call(call(AMPLE), heard);
        assertThat(reply.finishReason()).isEqualTo(FinishReason.TOOL_CALL);
        assertThat(reply.message().toolExecutionRequests()).hasSize(2);
        var first = reply.message().toolExecutionRequests().get(0);
        var second = reply.message().toolExecutionRequests().get(1);
        assertThat(first.name()).isEqualTo("calculate");
        assertThat(json(first.arguments())).isEqualTo(json("{\"expression\":\"1+1\"}"));
        assertThat(second.name()).isEqualTo("current_time");
        assertThat(json(second.arguments())).isEqualTo(json("{}"));
        assertThat(reply.tokens()).isEqualTo(wire.tokens);
    }

    @ParameterizedTest
    @EnumSource
    void sendsToolResultsBack(Wire wire) throws Exception {
        server.answering(request -> wire.answer(wire.tools()));
        var asked = model(wire).call(call(AMPLE), StreamListener.NONE).message();
        server.answering(request -> wire.answer(wire.text()));
        var calls = asked.toolExecutionRequests();
        var messages = new ArrayList<>(messages());
        messages.add(asked);
        messages.add(ToolExecutionResultMessage.from(calls.get(0), "the result is 2"));
        messages.add(ToolExecutionResultMessage.from(calls.get(1), "it is noon"));
        model(wire).call(new ModelCall(messages, tools(), AMPLE), StreamListener.NONE);
        var body = server.requests().getLast().body();
        assertThat(body).contains("the result is 2", "it is noon", "calculate", "1+1");
        if (wire == Wire.GEMINI) {
            assertThat(body).as("the signature of the call").contains("c2lnbmVk");
        }
    }

    @ParameterizedTest
    @EnumSource
    void sendsWhatTheProtocolAsksFor(Wire wire) throws Exception {
        server.answering(request -> wire.answer(wire.text()));
        var span = SpanContext.create(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        try (var scope = Span.wrap(span).makeCurrent()) {
            call(wire);
        }
        var request = server.requests().getFirst();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo(wire.path);
        assertThat(request.headers())
                .containsEntry("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .containsEntry("Content-Type", "application/json");
        assertThat(keys(request.headers())).containsExactly("sk-one");
        var json = json(request.body());
        assertThat(request.body()).contains("Be brief.", "What is 1+1?", "Calculates");
        switch (wire) {
            case OPENAI, OPENAI_COMPATIBLE -> {
                assertThat(json.path("model").asText()).isEqualTo("test-model");
                assertThat(json.path("stream").asBoolean()).isTrue();
                assertThat(json.at("/stream_options/include_usage").asBoolean()).isTrue();
                assertThat(json.path("temperature").asDouble()).isEqualTo(0.2);
                assertThat(json.path("max_completion_tokens").asInt(-1)).isEqualTo(wire == Wire.OPENAI ? 256 : -1);
                assertThat(json.path("max_tokens").asInt(-1)).isEqualTo(wire == Wire.OPENAI ? -1 : 256);
                assertThat(json.at("/messages/0/role").asText()).isEqualTo("system");
                assertThat(json.at("/tools/0/function/name").asText()).isEqualTo("calculate");
            }
            case ANTHROPIC -> {
                assertThat(request.headers()).containsEntry("anthropic-version", "2023-06-01");
                assertThat(json.path("model").asText()).isEqualTo("test-model");
                assertThat(json.path("stream").asBoolean()).isTrue();
                assertThat(json.path("max_tokens").asInt()).isEqualTo(256);
                assertThat(json.path("temperature").asDouble()).isEqualTo(0.2);
                assertThat(json.at("/system/0/text").asText()).isEqualTo("Be brief.");
                assertThat(json.at("/tools/0/name").asText()).isEqualTo("calculate");
                assertThat(json.at("/tools/0/input_schema/properties/expression/type")
                                .asText())
                        .isEqualTo("string");
            }
            case GEMINI -> {
                assertThat(json.at("/generationConfig/maxOutputTokens").asInt()).isEqualTo(256);
                assertThat(json.at("/generationConfig/temperature").asDouble()).isEqualTo(0.2);
                assertThat(json.findPath("functionDeclarations")
                                .path(0)
                                .path("name")
                                .asText())
                        .isEqualTo("calculate");
            }
            case OLLAMA -> {
                assertThat(json.path("model").asText()).isEqualTo("test-model");
                assertThat(json.path("stream").asBoolean()).isTrue();
                assertThat(json.at("/options/num_predict").asInt()).isEqualTo(256);
                assertThat(json.at("/options/temperature").asDouble()).isEqualTo(0.2);
                assertThat(json.at("/tools/0/function/name").asText()).isEqualTo("calculate");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsTheKeyAgainAtEachCall(Wire wire) throws Exception {
        server.answering(request -> wire.answer(wire.text()));
        var model = model(wire);
        model.call(call(AMPLE), StreamListener.NONE);
        Files.writeString(key, "sk-two");
        model.call(call(AMPLE), StreamListener.NONE);
        assertThat(server.requests())
                .flatExtracting(request -> keys(request.headers()))
                .containsExactly("sk-one", "sk-two");
        Files.delete(key);
        assertFails(model, AMPLE, ModelErrorType.AUTHENTICATION, key.toString());
        assertThat(server.requests()).hasSize(2);
    }

    static Stream<Arguments> refusals() {
        return Arrays.stream(Wire.values())
                .flatMap(wire -> Stream.of(
                        Arguments.of(wire, 400, ModelErrorType.INVALID_REQUEST, "context is too long"),
                        Arguments.of(wire, 401, ModelErrorType.AUTHENTICATION, "API key"),
                        Arguments.of(wire, 403, ModelErrorType.AUTHENTICATION, "API key"),
                        Arguments.of(wire, 404, ModelErrorType.MODEL_NOT_FOUND, "does not know"),
                        Arguments.of(wire, 429, ModelErrorType.RATE_LIMITED, "rate limit"),
                        Arguments.of(wire, 500, ModelErrorType.SERVER_ERROR, "context is too long"),
                        Arguments.of(wire, 503, ModelErrorType.SERVER_ERROR, "context is too long"),
                        Arguments.of(wire, 529, ModelErrorType.SERVER_ERROR, "context is too long")));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusalsHaveAType(Wire wire, int status, ModelErrorType type, String message) {
        server.answering(request -> wire.refusal(status, "the context is too long"));
        var failure = assertFails(model(wire), AMPLE, type, message);
        assertThat(failure.retryAfter()).isEmpty();
        assertThat(server.requests()).as("each call is one call of the API").hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void tellsWhatTheProviderAsksToWait(Wire wire) {
        for (var header : List.of(
                Map.entry("Retry-After", "7"),
                Map.entry("Retry-After", "Thu, 01 Jan 2026 00:00:07 GMT"),
                Map.entry("retry-after-ms", "7000"))) {
            server.answering(
                    request -> wire.refusal(429, "slow down").with(Map.of(header.getKey(), header.getValue())));
            var failure = assertFails(model(wire), AMPLE, ModelErrorType.RATE_LIMITED, "rate limit");
            assertThat(failure.retryAfter()).as(header.toString()).contains(Duration.ofSeconds(7));
        }
        server.answering(request -> wire.refusal(503, "later").with(Map.of("Retry-After", "soon")));
        assertThat(assertFails(model(wire), AMPLE, ModelErrorType.SERVER_ERROR, "later")
                        .retryAfter())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatIsNotTheProtocolIsMalformed(Wire wire) {
        server.answering(request -> new Response(200, "text/html", "<html>Welcome</html>\n", false));
        assertFails(model(wire), AMPLE, ModelErrorType.MALFORMED_RESPONSE, "");
        server.answering(request -> wire.answer(""));
        assertFails(model(wire), AMPLE, ModelErrorType.MALFORMED_RESPONSE, "");
    }

    @ParameterizedTest
    @EnumSource
    void aPieceThatCannotBeReadFailsTheCall(Wire wire) {
        var broken = wire.text().replaceFirst("Hello[^\n]*", "Hello");
        assertThat(broken).isNotEqualTo(wire.text());
        server.answering(request -> wire.answer(broken));
        assertFails(model(wire), AMPLE, ModelErrorType.MALFORMED_RESPONSE, "protocol");
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatEndsEarlyIsNoAnswer(Wire wire) {
        var half = wire.text().substring(0, wire.text().indexOf(" there"));
        server.answering(request -> wire.answer(half.substring(0, half.lastIndexOf('\n') + 1)));
        assertFails(model(wire), AMPLE, ModelErrorType.MALFORMED_RESPONSE, "");
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatIsCutIsAConnectionError(Wire wire) {
        var text = wire.text();
        var half = text.substring(0, text.indexOf(" there"));
        server.answering(request -> wire.cut(half.substring(0, half.lastIndexOf('\n') + 1)));
        var heard = new Recorder();
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> model(wire).call(call(AMPLE), heard))
                .satisfies(e -> assertThat(e.type()).isEqualTo(ModelErrorType.CONNECTION));
        assertThat(heard.events).startsWith("first", "Hello");
    }

    @ParameterizedTest
    @EnumSource
    void aProviderThatSaysNothingTimesOut(Wire wire) {
        server.answering(request -> null);
        assertFails(model(wire), Duration.ofMillis(300), ModelErrorType.TIMEOUT, "in time");
    }

    @ParameterizedTest
    @EnumSource
    void aProviderThatIsNotThereIsAConnectionError(Wire wire) {
        var model = model(wire);
        server.close();
        assertFails(model, AMPLE, ModelErrorType.CONNECTION, "reached");
    }

    @ParameterizedTest
    @EnumSource
    void aCallThatIsGivenUpEnds(Wire wire) throws Exception {
        server.answering(request -> null);
        var failure = new ArrayList<ModelException>();
        var caller = Thread.ofVirtual().start(() -> {
            try {
                model(wire).call(call(AMPLE), StreamListener.NONE);
            } catch (ModelException e) {
                failure.add(e);
            }
        });
        Patience.await().until(() -> !server.requests().isEmpty());
        caller.interrupt();
        assertThat(caller.join(Patience.AMPLE)).isTrue();
        assertThat(failure).extracting(ModelException::type).containsExactly(ModelErrorType.CANCELLED);
    }

    @ParameterizedTest
    @EnumSource
    void anErrorInTheMiddleOfAnAnswerIsTheProviders(Wire wire) {
        server.answering(request -> wire.answer(wire.file("overloaded.txt")));
        var heard = new Recorder();
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> model(wire).call(call(AMPLE), heard))
                .satisfies(e -> assertThat(e.type()).isEqualTo(ModelErrorType.SERVER_ERROR));
        assertThat(heard.events).containsExactly("first", "Hel");
    }

    static Stream<Arguments> errorsInTheMiddle() {
        var openAi = "{\"error\":{\"message\":\"no\",\"type\":\"%s\",\"param\":null,\"code\":%s}}";
        var anthropic = "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"no\"}}";
        var gemini = "{\"error\":{\"code\":%d,\"message\":\"no\",\"status\":\"%s\"}}";
        return Stream.of(
                Arguments.of(
                        Wire.OPENAI,
                        openAi.formatted("requests", "\"rate_limit_exceeded\""),
                        ModelErrorType.RATE_LIMITED),
                Arguments.of(
                        Wire.OPENAI, openAi.formatted("invalid_request_error", null), ModelErrorType.INVALID_REQUEST),
                Arguments.of(
                        Wire.OPENAI,
                        openAi.formatted("invalid_request_error", "\"content_filter\""),
                        ModelErrorType.CONTENT_FILTERED),
                Arguments.of(Wire.OPENAI, openAi.formatted("server_error", null), ModelErrorType.SERVER_ERROR),
                Arguments.of(
                        Wire.OPENAI_COMPATIBLE,
                        openAi.formatted("BadRequestError", "400"),
                        ModelErrorType.INVALID_REQUEST),
                Arguments.of(Wire.OPENAI_COMPATIBLE, openAi.formatted("upstream", "429"), ModelErrorType.RATE_LIMITED),
                Arguments.of(
                        Wire.OPENAI_COMPATIBLE, openAi.formatted("upstream", "\"502\""), ModelErrorType.SERVER_ERROR),
                Arguments.of(
                        Wire.OPENAI_COMPATIBLE,
                        "{\"id\":\"resp-1\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}],"
                                + "\"error\":{\"code\":401,\"message\":\"no\"}}",
                        ModelErrorType.AUTHENTICATION),
                Arguments.of(
                        Wire.OPENAI_COMPATIBLE,
                        "{\"object\":\"error\",\"message\":\"no\",\"type\":\"NotFoundError\",\"code\":404}",
                        ModelErrorType.MODEL_NOT_FOUND),
                Arguments.of(Wire.OPENAI_COMPATIBLE, "{\"error\":\"no\"}", ModelErrorType.SERVER_ERROR),
                Arguments.of(Wire.ANTHROPIC, anthropic.formatted("rate_limit_error"), ModelErrorType.RATE_LIMITED),
                Arguments.of(
                        Wire.ANTHROPIC, anthropic.formatted("invalid_request_error"), ModelErrorType.INVALID_REQUEST),
                Arguments.of(Wire.ANTHROPIC, anthropic.formatted("permission_error"), ModelErrorType.AUTHENTICATION),
                Arguments.of(Wire.ANTHROPIC, anthropic.formatted("api_error"), ModelErrorType.SERVER_ERROR),
                Arguments.of(Wire.GEMINI, gemini.formatted(429, "RESOURCE_EXHAUSTED"), ModelErrorType.RATE_LIMITED),
                Arguments.of(Wire.GEMINI, gemini.formatted(400, "INVALID_ARGUMENT"), ModelErrorType.INVALID_REQUEST),
                Arguments.of(Wire.GEMINI, gemini.formatted(403, "PERMISSION_DENIED"), ModelErrorType.AUTHENTICATION),
                Arguments.of(Wire.GEMINI, gemini.formatted(500, "INTERNAL"), ModelErrorType.SERVER_ERROR),
                Arguments.of(Wire.OLLAMA, "{\"error\":\"no\"}", ModelErrorType.SERVER_ERROR));
    }

    @ParameterizedTest
    @MethodSource("errorsInTheMiddle")
    void anErrorInTheMiddleOfAnAnswerHasItsClass(Wire wire, String error, ModelErrorType type) {
        server.answering(request -> wire.answer(wire.beginning() + wire.event(error)));
        var heard = new Recorder();
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> model(wire).call(call(AMPLE), heard))
                .satisfies(e ->
                        assertThat(e.type()).as(String.valueOf(e.getCause())).isEqualTo(type));
        assertThat(heard.events).containsExactly("first", "Hello");
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatDoesNotSayWhatItUsedSaysThat(Wire wire) throws ModelException {
        server.answering(request -> wire.answer(wire.withoutUsage()));
        var reply = call(wire);
        assertThat(reply.message().text()).isEqualTo("Hello there");
        assertThat(reply.tokens()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void whatWasUsedWhenAnAnswerBreaksOffIsTold(Wire wire) {
        var known = switch (wire) {
            case ANTHROPIC -> new TokenCounts(100, 1, 64, 6, 0);
            case GEMINI -> new TokenCounts(100, 0, 0, 0, 0);
            // They count when they have answered.
            case OPENAI, OPENAI_COMPATIBLE, OLLAMA -> null;
        };
        for (var answer : List.of(
                wire.cut(wire.beginning()),
                wire.answer(wire.beginning()),
                wire.answer(wire.beginning() + wire.event("{\"error\":{\"message\":\"no\"}}")),
                wire.answer(wire.beginning() + wire.event("{")))) {
            server.answering(request -> answer);
            assertThatExceptionOfType(ModelException.class)
                    .isThrownBy(() -> call(wire))
                    .satisfies(e -> assertThat(e.tokens()).as(e.type().value()).isEqualTo(Optional.ofNullable(known)));
        }
        server.answering(request -> wire.refusal(500, "down"));
        assertThat(assertFails(model(wire), AMPLE, ModelErrorType.SERVER_ERROR, "down")
                        .tokens())
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anAnswerThatCameToItsMostTokensSaysSo(Wire wire) throws ModelException {
        server.answering(request -> wire.answer(wire.endingWith(wire.length)));
        var reply = call(wire);
        assertThat(reply.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(reply.message().text()).isEqualTo("Hello there");
        assertThat(reply.tokens()).isEqualTo(wire.tokens);
    }

    /** Ollama has no filter: its API knows no reason of the kind. */
    @ParameterizedTest
    @CsvSource({
        "OPENAI, content_filter",
        "OPENAI_COMPATIBLE, content_filter",
        "ANTHROPIC, refusal",
        "GEMINI, SAFETY",
        "GEMINI, PROHIBITED_CONTENT",
        "GEMINI, BLOCKLIST"
    })
    void anAnswerThatIsFilteredSaysSoAndWhatItUsed(Wire wire, String reason) throws ModelException {
        server.answering(request -> wire.answer(wire.endingWith(reason)));
        var reply = call(wire);
        assertThat(reply.finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
        assertThat(reply.tokens()).isEqualTo(wire.tokens);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "OPENAI_COMPATIBLE"})
    void aModelThatRefusesIsFiltered(Wire wire) throws ModelException {
        server.answering(request -> wire.answer(wire.text()
                .replace("\"content\":\"Hello\"", "\"refusal\":\"I cannot\"")
                .replace("\"content\":\" there\"", "\"refusal\":\" help.\"")));
        assertThat(call(wire).finishReason()).isEqualTo(FinishReason.CONTENT_FILTER);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "OPENAI_COMPATIBLE"})
    void aPromptThatIsRefusedWithTheStatusOfABadRequestIsFiltered(Wire wire) {
        server.answering(
                request -> Response.json(
                        400,
                        "{\"error\":{\"message\":\"the content management policy\",\"type\":null,\"param\":\"prompt\",\"code\":\"content_filter\",\"status\":400}}"));
        assertFails(model(wire), AMPLE, ModelErrorType.CONTENT_FILTERED, "policy");
    }

    @ParameterizedTest
    @EnumSource(names = "GEMINI")
    void aPromptThatIsRefusedIsFiltered(Wire wire) {
        server.answering(request -> wire.answer(wire.file("blocked.txt")));
        assertFails(model(wire), AMPLE, ModelErrorType.CONTENT_FILTERED, "SAFETY");
    }

    private static List<String> keys(Map<String, String> headers) {
        return Stream.of("Authorization", "x-api-key", "x-goog-api-key")
                .map(headers::get)
                .filter(value -> value != null)
                .map(value -> value.replace("Bearer ", ""))
                .toList();
    }

    private static ModelException assertFails(
            ProviderModel model, Duration timeout, ModelErrorType type, String message) {
        var failure = new ArrayList<ModelException>();
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> model.call(call(timeout), StreamListener.NONE))
                .satisfies(e ->
                        assertThat(e.type()).as(String.valueOf(e.getCause())).isEqualTo(type))
                .satisfies(failure::add)
                .withMessageContaining(message);
        return failure.getFirst();
    }

    private ModelReply call(Wire wire) throws ModelException {
        return model(wire).call(call(AMPLE), StreamListener.NONE);
    }

    private ProviderModel model(Wire wire) {
        return new ProviderModel(wire.configuration(server, key), CLOCK);
    }

    private static ModelCall call(Duration timeout) {
        return new ModelCall(messages(), tools(), timeout);
    }

    private static List<ChatMessage> messages() {
        return List.of(SystemMessage.from("Be brief."), UserMessage.from("What is 1+1?"));
    }

    private static List<ToolSpecification> tools() {
        return List.of(ToolSpecification.builder()
                .name("calculate")
                .description("Calculates")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("expression")
                        .required("expression")
                        .build())
                .build());
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static final class Recorder implements StreamListener {
        private final List<String> events = new ArrayList<>();

        @Override
        public void onFirstChunk() {
            events.add("first");
        }

        @Override
        public void onText(String piece) {
            events.add(piece);
        }
    }
}
