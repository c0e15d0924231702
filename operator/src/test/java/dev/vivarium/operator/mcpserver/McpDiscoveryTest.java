package dev.vivarium.operator.mcpserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.vivarium.api.v1alpha1.DiscoveredTool;
import dev.vivarium.operator.mcpserver.discovery.DiscoveryResult;
import dev.vivarium.operator.mcpserver.discovery.DiscoveryTarget;
import dev.vivarium.operator.mcpserver.discovery.McpDiscovery;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class McpDiscoveryTest {
    private final McpAnswers answers = new McpAnswers();
    private final McpDiscovery discovery = new McpDiscovery(Duration.ofSeconds(2));
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/mcp", answers);
        server.createContext("/html", exchange -> McpAnswers.answer(exchange, 200, "text/html", "<html>hello</html>"));
        server.createContext("/missing", exchange -> McpAnswers.answer(exchange, 404, "text/plain", "no"));
        server.createContext("/silent", exchange -> McpAnswers.answer(exchange, 200, "application/json", "{}"));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void tellsWhoTheServerIsAndWhatItOffers() {
        var result = discovery.ask(target("/mcp"));

        assertThat(result)
                .isEqualTo(new DiscoveryResult.Found(
                        "notes",
                        "1.2",
                        "2025-06-18",
                        List.of(new DiscoveredTool("add", "Adds."), new DiscoveredTool("list", null))));
        assertThat(answers.authorizations()).isNotEmpty().allMatch("Bearer x"::equals);
    }

    @Test
    void saysThatNothingListens() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var url = "http://127.0.0.1:" + port + "/mcp";

        assertThat(failure(new DiscoveryTarget(url, Map.of(), "1"))).startsWith("no connection to " + url);
    }

    @Test
    void saysThatWhatAnswersIsNotMcp() {
        assertThat(failure(target("/html"))).contains("/html does not answer as an MCP server");
        assertThat(failure(target("/missing"))).endsWith("Unexpected status code: 404");
    }

    @Test
    void saysThatNoAnswerCameInTime() {
        assertThat(failure(target("/silent"))).startsWith("no MCP answer from").endsWith("within 2 s");
    }

    @Test
    void neverShowsTheValuesOfHeaders() {
        assertThat(target("/mcp").toString()).contains("Authorization").doesNotContain("Bearer");
    }

    private String failure(DiscoveryTarget target) {
        var result = discovery.ask(target);
        assertThat(result).isInstanceOf(DiscoveryResult.Failed.class);
        return ((DiscoveryResult.Failed) result).message();
    }

    private DiscoveryTarget target(String path) {
        return new DiscoveryTarget(
                "http://127.0.0.1:" + server.getAddress().getPort() + path, Map.of("Authorization", "Bearer x"), "1");
    }
}
