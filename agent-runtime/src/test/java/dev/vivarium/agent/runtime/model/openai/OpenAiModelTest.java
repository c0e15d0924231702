package dev.vivarium.agent.runtime.model.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.ModelCall;
import dev.vivarium.agent.runtime.model.ModelErrorType;
import dev.vivarium.agent.runtime.model.ModelException;
import dev.vivarium.agent.runtime.model.ModelReply;
import dev.vivarium.agent.runtime.model.StreamListener;
import dev.vivarium.agent.runtime.model.TokenCounts;
import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiModelTest {
    private static final String TEXT_STREAM = """
            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-x-2026-01-01","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}],"usage":null}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-x-2026-01-01","choices":[{"index":0,"delta":{"content":"Hello"},"finish_reason":null}],"usage":null}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-x-2026-01-01","choices":[{"index":0,"delta":{"content":" there"},"finish_reason":null}],"usage":null}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-x-2026-01-01","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"usage":null}

            data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-x-2026-01-01","choices":[],"usage":{"prompt_tokens":100,"completion_tokens":20,"total_tokens":120,"prompt_tokens_details":{"cached_tokens":64},"completion_tokens_details":{"reasoning_tokens":12}}}

            data: [DONE]

            """;

    private static final String TOOL_STREAM = """
            data: {"id":"chatcmpl-2","model":"gpt-x","choices":[{"index":0,"delta":{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_a","type":"function","function":{"name":"calculate","arguments":""}}]},"finish_reason":null}]}

            data: {"id":"chatcmpl-2","model":"gpt-x","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\\"expression\\":"}}]},"finish_reason":null}]}

            data: {"id":"chatcmpl-2","model":"gpt-x","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\\"1+1\\"}"}}]},"finish_reason":null}]}

            data: {"id":"chatcmpl-2","model":"gpt-x","choices":[{"index":0,"delta":{"tool_calls":[{"index":1,"id":"call_b","type":"function","function":{"name":"current_time","arguments":"{}"}}]},"finish_reason":null}]}

            data: {"id":"chatcmpl-2","model":"gpt-x","choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}

            data: {"id":"chatcmpl-2","model":"gpt-x","choices":[],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}}

            data: [DONE]

            """;

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

    @Test
    void streamsTextAndReadsTheUsage() throws ModelException {
        server.answering(request -> Response.events(TEXT_STREAM));
        var pieces = new ArrayList<String>();
        var reply = model("openai-compatible").call(call(Duration.ofSeconds(10)), new StreamListener() {
            @Override
            public void onFirstChunk() {
                pieces.add("first:");
            }

            @Override
            public void onText(String piece) {
                pieces.add(piece);
            }
        });
        assertThat(pieces).containsExactly("first:", "Hello", " there");
        assertThat(reply.message().text()).isEqualTo("Hello there");
        assertThat(reply.responseModel()).isEqualTo("gpt-x-2026-01-01");
        assertThat(reply.responseId()).isEqualTo("chatcmpl-1");
        assertThat(reply.finishReason()).isEqualTo("stop");
        assertThat(reply.tokens()).isEqualTo(new TokenCounts(100, 20, 64, 0, 12));
    }

    @Test
    void putsToolCallsTogetherFromTheirPieces() throws ModelException {
        server.answering(request -> Response.events(TOOL_STREAM));
        var reply = call("openai-compatible");
        assertThat(reply.finishReason()).isEqualTo("tool_call");
        assertThat(reply.message().toolExecutionRequests())
                .extracting(request -> request.id() + " " + request.name() + " " + request.arguments())
                .containsExactly("call_a calculate {\"expression\":\"1+1\"}", "call_b current_time {}");
    }

    @Test
    void sendsWhatTheProtocolAsksFor() throws Exception {
        server.answering(request -> Response.events(TEXT_STREAM));
        var span = SpanContext.create(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        try (var scope = Span.wrap(span).makeCurrent()) {
            call("openai-compatible");
        }
        call("openai");

        var request = server.requests().getFirst();
        assertThat(request.path()).isEqualTo("/v1/chat/completions");
        assertThat(request.headers())
                .containsEntry("Authorization", "Bearer sk-one")
                .containsEntry("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        var json = new ObjectMapper().readTree(request.body());
        assertThat(json.path("model").asText()).isEqualTo("gpt-x");
        assertThat(json.path("stream").asBoolean()).isTrue();
        assertThat(json.at("/stream_options/include_usage").asBoolean()).isTrue();
        assertThat(json.path("temperature").asDouble()).isEqualTo(0.2);
        assertThat(json.path("max_tokens").asInt()).isEqualTo(256);
        assertThat(json.at("/messages/0/role").asText()).isEqualTo("system");
        assertThat(json.at("/tools/0/function/name").asText()).isEqualTo("calculate");

        var toOpenAi = new ObjectMapper().readTree(server.requests().getLast().body());
        assertThat(toOpenAi.path("max_completion_tokens").asInt()).isEqualTo(256);
        assertThat(toOpenAi.has("max_tokens")).isFalse();
    }

    @Test
    void readsTheKeyAgainAtEachCall() throws Exception {
        server.answering(request -> Response.events(TEXT_STREAM));
        var model = model("openai");
        model.call(call(Duration.ofSeconds(10)), StreamListener.NONE);
        Files.writeString(key, "sk-two");
        model.call(call(Duration.ofSeconds(10)), StreamListener.NONE);
        assertThat(server.requests())
                .extracting(request -> request.headers().get("Authorization"))
                .containsExactly("Bearer sk-one", "Bearer sk-two");
        Files.delete(key);
        assertFails(model, Duration.ofSeconds(10), ModelErrorType.AUTHENTICATION, key.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_REQUEST, context_length_exceeded",
        "401, AUTHENTICATION, API key",
        "403, AUTHENTICATION, API key",
        "404, MODEL_NOT_FOUND, does not know",
        "429, RATE_LIMITED, rate limit",
        "500, SERVER_ERROR, context_length_exceeded",
        "503, SERVER_ERROR, context_length_exceeded",
    })
    void refusalsHaveAType(int status, ModelErrorType type, String message) {
        server.answering(
                request -> Response.json(
                        status,
                        "{\"error\":{\"message\":\"context_length_exceeded sk-o***\",\"type\":\"x\",\"param\":null,\"code\":null}}"));
        assertFails(model("openai"), Duration.ofSeconds(10), type, message);
        assertThat(server.requests()).as("each call is one call of the API").hasSize(1);
    }

    @Test
    void anAnswerThatIsNotTheProtocolIsMalformed() {
        server.answering(request -> new Response(200, "text/html", "<html>Welcome</html>", false));
        assertFails(model("openai"), Duration.ofSeconds(10), ModelErrorType.MALFORMED_RESPONSE, "ended before");
        server.answering(request -> Response.events("data: {\"choices\": [oops\n\n"));
        assertFails(model("openai"), Duration.ofSeconds(10), ModelErrorType.MALFORMED_RESPONSE, "protocol");
    }

    @Test
    void anAnswerThatIsCutIsNoAnswer() {
        var half = TEXT_STREAM.substring(0, TEXT_STREAM.indexOf("\"finish_reason\":\"stop\"") - 150);
        server.answering(request -> Response.events(half));
        assertFails(model("openai"), Duration.ofSeconds(10), ModelErrorType.MALFORMED_RESPONSE, "");
        server.answering(request -> new Response(200, "text/event-stream", TEXT_STREAM.substring(0, 400), true));
        assertFails(model("openai"), Duration.ofSeconds(10), ModelErrorType.CONNECTION, "reached");
    }

    @Test
    void aProviderThatSaysNothingTimesOut() {
        server.answering(request -> null);
        assertFails(model("openai"), Duration.ofMillis(300), ModelErrorType.TIMEOUT, "in time");
    }

    @Test
    void aProviderThatIsNotThereIsAConnectionError() {
        var model = model("openai");
        server.close();
        assertFails(model, Duration.ofSeconds(10), ModelErrorType.CONNECTION, "reached");
    }

    private static void assertFails(OpenAiModel model, Duration timeout, ModelErrorType type, String message) {
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> model.call(call(timeout), StreamListener.NONE))
                .satisfies(e -> assertThat(e.type()).isEqualTo(type))
                .withMessageContaining(message);
    }

    private ModelReply call(String provider) throws ModelException {
        return model(provider).call(call(Duration.ofSeconds(10)), StreamListener.NONE);
    }

    private OpenAiModel model(String provider) {
        return new OpenAiModel(
                new AgentConfiguration.Model(provider, "gpt-x", server.url("/v1"), key.toString(), 0.2, 256),
                Duration.ofSeconds(30));
    }

    private static ModelCall call(Duration timeout) {
        return new ModelCall(
                List.of(SystemMessage.from("Be brief."), UserMessage.from("Hello")),
                List.of(ToolSpecification.builder()
                        .name("calculate")
                        .description("Calculates")
                        .parameters(JsonObjectSchema.builder()
                                .addStringProperty("expression")
                                .required("expression")
                                .build())
                        .build()),
                timeout);
    }
}
