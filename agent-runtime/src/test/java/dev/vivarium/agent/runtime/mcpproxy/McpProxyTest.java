package dev.vivarium.agent.runtime.mcpproxy;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import dev.vivarium.agent.runtime.testing.Patience;
import dev.vivarium.agent.runtime.testing.Telemetry;
import dev.vivarium.telemetry.Catalog;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(600)
class McpProxyTest {
    private static final String CALL =
            "{\"jsonrpc\": \"2.0\", \"id\": 7, \"method\": \"tools/call\", \"params\": {\"name\": \"add\"}}";
    private static final String ADDED = "{\"jsonrpc\":\"2.0\", \"id\":7, \"result\":{\"content\":[]}}";
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String OTHER_TRACE = "00-1af7651916cd43dd8448eb211c80319d-c7ad6b7169203331-01";

    private final Telemetry telemetry = new Telemetry();
    private final FakeServer server = new FakeServer();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Patience.AMPLE)
            .build();
    private McpProxy proxy;

    @AfterEach
    void stop() {
        if (proxy != null) {
            proxy.close();
        }
        server.close();
        client.close();
    }

    @Test
    void passesMessagesAndAnswersOnAsTheyAreAndMeasuresThem() throws Exception {
        server.answering(request -> Response.json(200, ADDED).with(Map.of("Mcp-Session-Id", "s1", "X-Own", "o")));
        var answer = send(post(CALL)
                .header("Mcp-Session-Id", "s1")
                .header("MCP-Protocol-Version", "2025-06-18")
                .header("Authorization", "Bearer secret"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(ADDED);
        assertThat(answer.headers().map()).containsKeys("Mcp-Session-Id", "X-Own");
        var seen = server.requests().getFirst();
        assertThat(seen.body()).isEqualTo(CALL);
        assertThat(seen.path()).isEqualTo("/mcp");
        assertThat(seen.headers())
                .containsEntry("authorization", "Bearer secret")
                .containsEntry("mcp-session-id", "s1")
                .containsEntry("host", "127.0.0.1:" + proxy.port());
        assertMeasured(
                "gen_ai.tool.name=add mcp.method.name=tools/call mcp.protocol.version=2025-06-18 network.transport=tcp");
    }

    @Test
    void passesEventsOnAsTheyCome() throws Exception {
        var firstIsRead = new CountDownLatch(1);
        try (var streaming = new StreamingServer(stream -> {
            stream.begin();
            stream.send("event: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\"}\n\n");
            firstIsRead.await();
            stream.send(
                    "event: message\r\ndata: {\"jsonrpc\":\"2.0\",\r\ndata: \"id\":7,\"result\":{\"isError\":true}}\r\n\r\n");
        })) {
            start(streaming.url());
            var answer = client.send(post(CALL).build(), BodyHandlers.ofInputStream());
            var lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
            lines.readLine();
            assertThat(lines.readLine()).contains("notifications/progress");
            firstIsRead.countDown();
            assertThat(lines.lines().toList()).contains("data: {\"jsonrpc\":\"2.0\",");
        }
        assertMeasured(
                "error.type=tool_error gen_ai.tool.name=_OTHER mcp.method.name=tools/call network.transport=tcp");
    }

    @Test
    void aStreamOfWhichNothingHasComeYetHasBegun() throws Exception {
        var headIsRead = new CountDownLatch(1);
        try (var streaming = new StreamingServer(stream -> {
            stream.begin();
            headIsRead.await();
            stream.send("data: {}\n\n");
        })) {
            start(streaming.url());
            var answer = client.send(request("/mcp").GET().build(), BodyHandlers.ofInputStream());
            assertThat(answer.headers().firstValue("Content-Type")).contains("text/event-stream");
            headIsRead.countDown();
            assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("data: {}\n\n");
        }
        assertThat(measured()).isEmpty();
    }

    @Test
    void passesTheEndOfASessionAndOtherPathsOn() throws Exception {
        server.answering(request -> Response.json(request.method().equals("DELETE") ? 204 : 200, ""));
        assertThat(send(request("/mcp").header("Mcp-Session-Id", "s1").DELETE()).statusCode())
                .isEqualTo(204);
        assertThat(send(request("/health?deep=1").POST(BodyPublishers.ofString("x")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.requests())
                .extracting(FakeServer.Request::method, FakeServer.Request::path, FakeServer.Request::body)
                .containsExactly(tuple("DELETE", "/mcp", ""), tuple("POST", "/health", "x"));
        assertThat(measured()).isEmpty();
    }

    @Test
    void errorsHaveTheirClass() throws Exception {
        server.answering(request -> Response.json(
                200, "{\"jsonrpc\":\"2.0\",\"id\":7,\"error\":{\"code\":-32602,\"message\":\"unknown tool\"}}"));
        send(post(CALL));
        server.answering(request -> Response.json(404, "{}"));
        send(post("{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"ping\"}"));
        server.answering(request -> Response.json(202, ""));
        send(post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"));
        assertAllMeasured(
                // A name that no server has worked with may be anything, and is not a value of the metric.
                "error.type=-32602 gen_ai.tool.name=_OTHER mcp.method.name=tools/call network.transport=tcp rpc.response.status_code=-32602",
                "error.type=404 mcp.method.name=ping network.transport=tcp",
                "mcp.method.name=notifications/initialized network.transport=tcp");
    }

    @Test
    void namesAreThoseThatTheServerLists() throws Exception {
        server.answering(request -> Response.json(200, "{\"id\":1,\"result\":{\"tools\":[{\"name\":\"add\"}]}}"));
        send(post("{\"id\":1,\"method\":\"tools/list\"}"));
        server.answering(request -> Response.json(200, "{\"id\":7,\"result\":{\"isError\":true}}"));
        send(post(CALL));
        send(post(CALL.replace("add", "unknown")));
        assertAllMeasured(
                "mcp.method.name=tools/list network.transport=tcp",
                "error.type=tool_error gen_ai.tool.name=add mcp.method.name=tools/call network.transport=tcp",
                "error.type=tool_error gen_ai.tool.name=_OTHER mcp.method.name=tools/call network.transport=tcp");
    }

    @Test
    void everyMessageOfABatchIsMeasured() throws Exception {
        server.answering(
                request -> Response.json(
                        200,
                        "[{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}},{\"jsonrpc\":\"2.0\",\"id\":2,\"error\":{\"code\":-32601}}]"));
        send(post("[{\"id\":1,\"method\":\"ping\"},{\"id\":2,\"method\":\"tools/list\"}]"));
        assertAllMeasured(
                "mcp.method.name=ping network.transport=tcp",
                "error.type=-32601 mcp.method.name=tools/list network.transport=tcp rpc.response.status_code=-32601");
    }

    @Test
    void aServerThatIsAwayIsToldInTheFormOfTheProtocol() throws Exception {
        start(URI.create("http://127.0.0.1:1/mcp")); // Nobody gets that port.
        var answer = send(post(CALL));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(json(answer).path("id").asInt()).isEqualTo(7);
        assertThat(json(answer).at("/error/message").asText()).startsWith("The MCP server cannot be reached: ");
        assertMeasured(
                "error.type=unreachable gen_ai.tool.name=_OTHER mcp.method.name=tools/call network.transport=tcp");
    }

    @Test
    void anAnswerThatIsCutIsCutForTheClientToo() {
        server.answering(request -> new Response(200, "application/json", "{\"jsonrpc\":", true));
        assertThatThrownBy(() -> send(post(CALL))).isInstanceOf(IOException.class);
        assertMeasured(
                "error.type=connection_closed gen_ai.tool.name=_OTHER mcp.method.name=tools/call network.transport=tcp");
    }

    @Test
    void theServerHearsThatAClientHasLeft() throws Exception {
        var left = new CountDownLatch(1);
        try (var streaming = new StreamingServer(stream -> {
            stream.begin();
            stream.sendUntilNobodyListens();
            left.countDown();
        })) {
            start(streaming.url());
            InputStream body = client.send(post(CALL).build(), BodyHandlers.ofInputStream())
                    .body();
            assertThat(body.read()).isEqualTo(':');
            body.close();
            left.await();
        }
        assertMeasured("error.type=cancelled gen_ai.tool.name=_OTHER mcp.method.name=tools/call network.transport=tcp");
    }

    @Test
    void messagesHaveALargestSize() throws Exception {
        var large = "{\"id\": 1, \"method\": \"ping\", \"x\": \"" + "x".repeat(10_000_000) + "\"}";
        var announced = send(post(large));
        assertThat(announced.statusCode()).isEqualTo(413);
        assertThat(json(announced).at("/error/message").asText()).contains("1048576");
        assertThat(server.requests()).isEmpty();
        assertMeasured("error.type=request_too_large mcp.method.name=_OTHER network.transport=tcp");
    }

    @Test
    void aMessageThatAnnouncesNoLengthIsBoundedToo() {
        var large = "x".repeat(3_000_000).getBytes(StandardCharsets.UTF_8);
        var request = request("/mcp").POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)));
        try {
            assertThat(send(request).statusCode()).isEqualTo(413);
        } catch (Exception e) {
            // The connection may be closed before the client has read why.
            assertThat(e).isInstanceOf(IOException.class);
        }
        assertMeasured("error.type=request_too_large mcp.method.name=_OTHER network.transport=tcp");
        assertThat(server.requests()).isEmpty();
    }

    @Test
    void theContextInTheMessageGoesBeforeThatOfTheRequest() throws Exception {
        server.answering(request -> Response.json(200, ADDED));
        send(post(CALL.replace("\"name\"", "\"_meta\": {\"traceparent\": \"" + TRACE + "\"}, \"name\""))
                .header("traceparent", OTHER_TRACE));
        send(post(CALL).header("traceparent", OTHER_TRACE));
        await().until(() -> telemetry.spans().size() == 2);
        assertThat(telemetry.spans())
                .extracting(SpanData::getName, SpanData::getKind, SpanData::getTraceId, SpanData::getParentSpanId)
                .containsExactly(
                        tuple(
                                "tools/call add",
                                SpanKind.SERVER,
                                "0af7651916cd43dd8448eb211c80319c",
                                "b7ad6b7169203331"),
                        tuple(
                                "tools/call add",
                                SpanKind.SERVER,
                                "1af7651916cd43dd8448eb211c80319d",
                                "c7ad6b7169203331"));
        assertThat(server.requests().getFirst().headers().get("traceparent"))
                .contains(telemetry.spans().getFirst().getSpanContext().getSpanId());
    }

    @Test
    void seriesAreFewWhateverIsSent() throws Exception {
        var random = new Random(42);
        server.answering(request -> random.nextBoolean()
                ? Response.json(200, "{\"id\":1,\"error\":{\"code\":" + random.nextInt() + "}}")
                : Response.json(200, "{\"id\":1,\"result\":{}}"));
        for (var i = 0; i < 800; i++) {
            send(post("{\"id\":1,\"method\":\"" + (i % 2 == 0 ? "tools/call" : "m" + random.nextInt())
                            + "\",\"params\":{\"name\":\"t" + random.nextInt() + "\"}}")
                    .header("MCP-Protocol-Version", "v" + random.nextInt()));
        }
        await().until(() ->
                measured().values().stream().mapToDouble(value -> value).sum() == 800);
        // A name for each of 256 tools and an overflow; 32 errors and an overflow, for tools and for other methods.
        assertThat(measured()).hasSizeLessThanOrEqualTo(257 + 1 + 2 * 33);
    }

    private Map<String, Double> measured() {
        return telemetry.values(Catalog.MCP_SERVER_DURATION);
    }

    /** The end of an operation is seen a moment after its client has seen it. */
    private void assertMeasured(String attributes) {
        await().untilAsserted(() -> assertThat(measured()).isEqualTo(Map.of(attributes, 1.0)));
    }

    private void assertAllMeasured(String... attributes) {
        await().untilAsserted(() -> assertThat(measured().keySet()).containsExactlyInAnyOrder(attributes));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder post(String body) {
        return request("/mcp")
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder request(String path) {
        if (proxy == null) {
            start(URI.create(server.url("/mcp")));
        }
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + proxy.port() + path))
                .timeout(Patience.AMPLE);
    }

    private void start(URI upstream) {
        proxy = new McpProxy(
                        new ProxySettings(0, upstream, 1_048_576, Duration.ofSeconds(5)),
                        new ServerOperations(telemetry.sdk(), "tcp"))
                .start();
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }
}
