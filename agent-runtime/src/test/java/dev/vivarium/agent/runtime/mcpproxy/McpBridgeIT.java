package dev.vivarium.agent.runtime.mcpproxy;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.contract.McpBridgeContract;
import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import dev.vivarium.agent.runtime.testing.Patience;
import dev.vivarium.agent.runtime.testing.Ports;
import dev.vivarium.agent.runtime.testing.PythonClient;
import dev.vivarium.agent.runtime.testing.RuntimeProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged bridge, the shell program of the server's container, a real server over stdin and stdout, and a real client, both of the MCP SDK for Python. */
class McpBridgeIT {
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}";
    private static final String INITIALIZED = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";

    @TempDir
    Path directory;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final int port = Ports.free();

    @AfterEach
    void stop() throws Exception {
        for (var resource : open.reversed()) {
            resource.close();
        }
        http.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "legacy"})
    void aRealClientTalksToARealServer(String mode) throws Exception {
        var collector = keep(new FakeServer()).answering(request -> Response.json(200, "{}"));
        var host = host(PythonClient.command("mcp_server.py", "stdio"));
        var bridge = bridge(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url("")));
        awaitReady(bridge);

        var saw = json(PythonClient.run("mcp_client.py", url(), mode));
        assertThat(saw.path("version").asText()).isEqualTo("2025-11-25");
        assertThat(saw.path("server").asText()).isEqualTo("testing");
        assertThat(saw.path("tools").toString())
                .isEqualTo("[\"add\",\"count\",\"die\",\"fail\",\"never\",\"process\"]");
        assertThat(saw.path("sums").toString()).isEqualTo("[1,2,3,4,5,6,7,8,9,10]");
        assertThat(saw.path("progress").toString()).isEqualTo("[1.0,2.0,3.0,4.0,5.0]");
        assertThat(saw.path("failed").asBoolean()).isTrue();
        assertThat(saw.path("prompt").asText()).isEqualTo("Say hello to Ada.");
        assertThat(saw.path("unknown").asText()).isEqualTo("tool error");
        assertThat(saw.at("/processes/0")).isEqualTo(saw.at("/processes/1"));
        var other = json(PythonClient.run("mcp_client.py", url(), mode));
        assertThat(other.at("/processes/0")).as("another session").isNotEqualTo(saw.at("/processes/0"));

        // What a process says on its standard error is passed on beside its answers.
        await().untilAsserted(() -> assertAskedForTheProcess(bridge, 4));
        bridge.terminate();
        assertThat(host.exitCode()).as(host.log()).isZero();
        assertThat(collector.requests().stream()
                        .filter(request -> request.path().equals("/v1/metrics"))
                        .map(FakeServer.Request::body)
                        .reduce("", String::concat))
                .contains("mcp.server.operation.duration", "tools/call", "pipe", "tool_error");
    }

    @Test
    void aProcessThatEndsAnswersWithAnErrorAndTheNextSessionHasANewOne() throws Exception {
        host(PythonClient.command("mcp_server.py", "stdio"));
        awaitReady(bridge(Map.of()));
        var session = begin();
        var answer = post(session, call(2, "die"));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(json(answer.body()).path("id").asInt()).isEqualTo(2);
        assertThat(json(answer.body()).at("/error/message").asText()).contains("ended with exit code 3");
        assertThat(post(session, call(3, "process")).statusCode()).isEqualTo(404);
        assertThat(post(begin(), call(2, "process")).body()).contains("\"result\"");
    }

    @Test
    void whenTheContainerOfTheServerEndsRequestsFailAndItIsServedAgainWhenItIsBack() throws Exception {
        var host = host(PythonClient.command("mcp_server.py", "stdio"));
        var bridge = bridge(Map.of());
        awaitReady(bridge);
        var session = begin();
        var waiting = http.sendAsync(request(session, call(2, "never")).build(), BodyHandlers.ofString());
        // It is under way when what came after it is answered.
        assertThat(post(session, call(3, "process")).statusCode()).isEqualTo(200);
        host.kill();
        var answer = waiting.get();
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("container of the server ended");
        await().until(() -> ready() == 503);
        assertThat(post(null, INITIALIZE).statusCode()).isEqualTo(503);

        host(PythonClient.command("mcp_server.py", "stdio"));
        awaitReady(bridge);
        assertThat(post(begin(), call(2, "process")).body()).contains("\"result\"");
    }

    @Test
    void aCommandThatDoesNotStartIsTriedEverMoreSlowly() throws Exception {
        host(List.of("no-such-command"));
        awaitReady(bridge(Map.of()));
        var first = post(null, INITIALIZE);
        assertThat(first.statusCode()).isEqualTo(502);
        assertThat(first.body()).contains("exit code 127");
        // Each failure doubles the pause: a request right after the last of several comes within it, however slow the
        // machine.
        await().untilAsserted(() -> {
            var next = post(null, INITIALIZE);
            assertThat(next.statusCode()).isEqualTo(503);
            assertThat(next.headers().firstValue("Retry-After")).isPresent();
            assertThat(next.body()).contains("ended before they said anything");
        });
    }

    @Test
    void whatIsNoPartOfTheProtocolIsRefusedInItsForm() throws Exception {
        host(PythonClient.command("mcp_server.py", "stdio"));
        awaitReady(bridge(Map.of(McpBridgeContract.MAX_SESSIONS_VARIABLE, "1")));
        assertThat(post(null, "nonsense").statusCode()).isEqualTo(400);
        assertThat(post(null, "[]").statusCode()).isEqualTo(400);
        assertThat(post(null, call(1, "process")).body()).contains("begin with initialize");
        assertThat(post("unknown", call(1, "process")).statusCode()).isEqualTo(404);
        assertThat(post(null, "{\"x\":\"" + "x".repeat(5_000_000) + "\"}").statusCode())
                .isEqualTo(413);
        var session = begin();
        assertThat(post(null, INITIALIZE).body()).contains("There are 1 sessions already");
        var delete = HttpRequest.newBuilder(URI.create(url()))
                .header("Mcp-Session-Id", session)
                .DELETE()
                .build();
        assertThat(http.send(delete, BodyHandlers.ofString()).statusCode()).isEqualTo(204);
        assertThat(post(begin(), call(2, "process")).statusCode()).isEqualTo(200);
    }

    private static void assertAskedForTheProcess(RuntimeProcess bridge, int times) {
        // The last line may not be whole yet.
        var log = bridge.log();
        var lines = log.substring(0, log.lastIndexOf('\n') + 1)
                .lines()
                .filter(line -> line.startsWith("{"))
                .map(McpBridgeIT::json);
        assertThat(lines)
                .filteredOn(line -> line.path("message").asText().equals("asked for the process"))
                .hasSize(times)
                .allSatisfy(line -> {
                    assertThat(line.path("loggerName").asText()).isEqualTo("mcp-server");
                    assertThat(line.at("/mdc/session").asText()).isNotBlank();
                });
    }

    private String begin() throws Exception {
        var answer = post(null, INITIALIZE);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        var session = answer.headers().firstValue("Mcp-Session-Id").orElseThrow();
        assertThat(post(session, INITIALIZED).statusCode()).isEqualTo(202);
        return session;
    }

    private HttpResponse<String> post(String session, String body) throws Exception {
        return http.send(request(session, body).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String session, String body) {
        var request = HttpRequest.newBuilder(URI.create(url()))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .timeout(Patience.AMPLE)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return session == null ? request : request.header("Mcp-Session-Id", session);
    }

    private static String call(int id, String tool) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":{}}}";
    }

    private RuntimeProcess host(List<String> server) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", McpBridgeContract.hostScript(), "stdio-host"));
        command.addAll(server);
        return keep(RuntimeProcess.run(directory, environment(), command));
    }

    private RuntimeProcess bridge(Map<String, String> more) throws IOException {
        var environment = new HashMap<>(environment());
        environment.put(McpBridgeContract.PORT_VARIABLE, Integer.toString(port));
        environment.putAll(more);
        return keep(RuntimeProcess.start(directory, environment, List.of(McpBridgeContract.MODE)));
    }

    private Map<String, String> environment() {
        return Map.of(McpBridgeContract.DIRECTORY_VARIABLE, directory.toString());
    }

    private void awaitReady(RuntimeProcess bridge) {
        await().until(() -> {
            assertThat(bridge.isAlive()).as(bridge.log()).isTrue();
            return ready() == 200;
        });
    }

    private int ready() throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + McpBridgeContract.READY_PATH))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private <T extends AutoCloseable> T keep(T resource) {
        open.add(resource);
        return resource;
    }

    private String url() {
        return "http://127.0.0.1:" + port + "/mcp";
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }
}
