package dev.vivarium.agent.runtime.mcpproxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.runtime.testing.Telemetry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StdioSessionTest {
    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}";

    private final Vertx vertx = EventLoop.create();
    private final List<StdioSession> ended = new ArrayList<>();
    private final StdioSession session = new StdioSession("s", ended::add);
    private final ServerOperations operations = new ServerOperations(new Telemetry().sdk(), "pipe");

    @AfterEach
    void stop() {
        EventLoop.await(vertx.close(), Duration.ofSeconds(30));
    }

    @Test
    void whoAsksAProcessThatHasEndedAlreadyIsToldWhy() throws Exception {
        HttpServer server = vertx.createHttpServer(EventLoop.serverOptions(0));
        server.requestHandler(request -> {
            session.exited(127);
            ask(request);
        });
        EventLoop.await(server.listen(), Duration.ofSeconds(30));

        try (var client = HttpClient.newHttpClient()) {
            var url = URI.create("http://127.0.0.1:" + server.actualPort() + "/");
            var answer = client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(502);
            assertThat(new ObjectMapper().readTree(answer.body()).at("/id").asInt())
                    .isEqualTo(1);
            assertThat(answer.body()).contains("exit code 127");
        }
        assertThat(ended).containsExactly(session);
    }

    private void ask(HttpServerRequest request) {
        try {
            var message = new ObjectMapper().readTree(INITIALIZE);
            var parsed = McpMessage.parse(INITIALIZE.getBytes(StandardCharsets.UTF_8))
                    .getFirst();
            session.ask(request, message, INITIALIZE, operations.begin(parsed, Map.of()));
        } catch (Exception e) {
            request.response().setStatusCode(500).end(e.toString());
        }
    }
}
