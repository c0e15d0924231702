package dev.vivarium.agent.runtime.mcpproxy;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.contract.McpProxyContract;
import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import dev.vivarium.agent.runtime.testing.Ports;
import dev.vivarium.agent.runtime.testing.PythonClient;
import dev.vivarium.agent.runtime.testing.RuntimeProcess;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
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
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged proxy between a real MCP server and a real client, both of the MCP SDK for Python. */
class McpProxyIT {
    @TempDir
    Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (var resource : open.reversed()) {
            resource.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"auto, events", "legacy, events", "legacy, json"})
    void aRealClientNoticesNothingAndEverythingIsMeasured(String mode, String answers) throws Exception {
        var collector = keep(new FakeServer()).answering(request -> Response.json(200, "{}"));
        var upstream = Ports.free();
        server(upstream, answers);
        var port = Ports.free();
        var proxy = proxy(
                upstream,
                port,
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(""),
                        "OTEL_SERVICE_NAME", "testing",
                        "OTEL_RESOURCE_ATTRIBUTES", "vivarium.kind=McpServer,vivarium.name=testing"));

        var saw = json(PythonClient.run("mcp_client.py", url(port), mode));
        assertThat(saw)
                .as("what the client sees through the proxy")
                .isEqualTo(json(PythonClient.run("mcp_client.py", url(upstream), mode)));
        assertThat(saw.path("sums").toString()).isEqualTo("[1,2,3,4,5,6,7,8,9,10]");

        // The interval of the export is a minute: what has come by the end was sent by the end.
        proxy.terminate();
        var metrics = collector.requests().stream()
                .filter(request -> request.path().equals("/v1/metrics"))
                .map(FakeServer.Request::body)
                .reduce("", String::concat);
        assertThat(metrics)
                .contains("mcp.server.operation.duration", "tools/call", "prompts/get", "tool_error", "vivarium.name")
                .doesNotContain("no-such-tool");
        assertThat(collector.requests()).anyMatch(request -> request.path().equals("/v1/traces"));
        for (var line :
                proxy.log().lines().filter(text -> !text.startsWith("WARNING")).toList()) {
            assertThat(json(line).path("message").asText()).as(line).isNotBlank();
        }
    }

    @Test
    void aServerThatComesBackIsServedAgain() throws Exception {
        var upstream = Ports.free();
        var port = Ports.free();
        var proxy = proxy(upstream, port, Map.of());
        var ping = HttpRequest.newBuilder(URI.create(url(port)))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}"))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(ping, BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(json(answer.body()).at("/error/message").asText()).contains("cannot be reached");
            server(upstream, "json");
            // A session is missing, which the server says: it is there.
            assertThat(http.send(ping, BodyHandlers.ofString()).statusCode()).isNotEqualTo(502);
        }
        await().untilAsserted(() -> assertThat(proxy.log()).contains("cannot be reached", "answers again"));
    }

    @Test
    void whatIsWrongWithTheEnvironmentIsTold() throws Exception {
        var proxy = keep(RuntimeProcess.start(
                directory,
                Map.of(McpProxyContract.UPSTREAM_VARIABLE, "notes", McpProxyContract.PORT_VARIABLE, "99999"),
                List.of(McpProxyContract.MODE)));
        assertThat(proxy.exitCode()).isEqualTo(2);
        assertThat(proxy.log())
                .contains("VIVARIUM_MCP_UPSTREAM: 'notes' is no URL", "VIVARIUM_MCP_PORT: '99999' is no number");
    }

    private RuntimeProcess proxy(int upstream, int port, Map<String, String> telemetry) throws Exception {
        var environment = new HashMap<>(telemetry);
        environment.put(McpProxyContract.UPSTREAM_VARIABLE, url(upstream));
        environment.put(McpProxyContract.PORT_VARIABLE, Integer.toString(port));
        var proxy = keep(RuntimeProcess.start(directory, environment, List.of(McpProxyContract.MODE)));
        awaitListening(port, proxy);
        return proxy;
    }

    private void server(int port, String answers) throws Exception {
        var server = keep(RuntimeProcess.run(
                directory,
                Map.of(),
                PythonClient.command("mcp_server.py", "streamable-http", Integer.toString(port), answers)));
        awaitListening(port, server);
    }

    private static void awaitListening(int port, RuntimeProcess process) {
        await().until(() -> {
            assertThat(process.isAlive()).as(process.log()).isTrue();
            return isListening(port);
        });
    }

    private static boolean isListening(int port) {
        try (var socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private <T extends AutoCloseable> T keep(T resource) {
        open.add(resource);
        return resource;
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port + "/mcp";
    }

    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }
}
