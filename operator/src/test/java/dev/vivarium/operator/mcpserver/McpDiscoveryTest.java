package dev.vivarium.operator.mcpserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.vivarium.api.v1alpha1.DiscoveredTool;
import dev.vivarium.operator.mcpserver.discovery.DiscoveryResult;
import dev.vivarium.operator.mcpserver.discovery.DiscoveryTarget;
import dev.vivarium.operator.mcpserver.discovery.McpDiscovery;
import dev.vivarium.operator.status.Reasons;
import dev.vivarium.operator.testkit.Sandbox;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McpDiscoveryTest {
    private final McpAnswers answers = new McpAnswers();
    /** For what answers, however slow the machine. */
    private final McpDiscovery discovery = new McpDiscovery(Sandbox.SOON);
    /** For what never does. */
    private final McpDiscovery impatient = new McpDiscovery(Duration.ofSeconds(2));

    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        serve("/mcp", answers);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
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
        assertThat(answers.ended()).containsExactly("session-1");
    }

    @Test
    void readsAnswersThatAreStreamsAndDoNotEndByThemselves() {
        serve("/events", exchange -> {
            var id = new ObjectMapper()
                    .readTree(exchange.getRequestBody())
                    .path("id")
                    .asText();
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream; charset=utf-8");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody()
                    .write((": hello\r\n\r\nevent: message\r\ndata: {\"method\": \"notifications/message\"}\r\n\r\n"
                                    + "data: {\"id\": " + id
                                    + ",\r\ndata: \"result\": {\"protocolVersion\": \"v\", \"tools\": [{\"name\": \"größe\"}]}}\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            awaitEnd();
        });

        assertThat(discovery.ask(target("/events")))
                .isEqualTo(new DiscoveryResult.Found(null, null, "v", List.of(new DiscoveredTool("größe", null))));
    }

    @Test
    void asksForEveryPage() {
        serve("/pages", page(3));

        assertThat(((DiscoveryResult.Found) discovery.ask(target("/pages"))).tools())
                .extracting(DiscoveredTool::name)
                .containsExactly("tool-1", "tool-2", "tool-3");
    }

    @Test
    void asksForNoMorePagesThanAnyListHas() {
        serve("/pages", page(Integer.MAX_VALUE));

        assertThat(((DiscoveryResult.Found) discovery.ask(target("/pages"))).tools())
                .hasSize(64);
    }

    @Test
    void whatDoesNotFitIntoAStatusIsCutOrLeftOut() {
        answers.offer("x".repeat(257), "y".repeat(256));

        assertThat(((DiscoveryResult.Found) discovery.ask(target("/mcp"))).tools())
                .extracting(DiscoveredTool::name)
                .containsExactly("y".repeat(256));
    }

    @Test
    void saysThatNothingListens() throws IOException {
        int port;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        var url = "http://127.0.0.1:" + port + "/mcp";

        assertThat(failure(new DiscoveryTarget(url, Map.of(), "1")).message()).startsWith("no connection to " + url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | text/html        | <html>hello</html> | its answer is no JSON",
                "404 | text/plain       | no                 | HTTP status 404",
                "200 | application/json | {}                 | its answer has no result",
                "200 | application/json | ''                 | its answer has no result",
                "200 | application/json | {\"id\":1,\"result\":{}} | its answer to initialize names no protocol version",
                "200 | application/json | {\"id\":1,\"error\":{\"message\":\"not today\"}} | it refuses initialize: not today",
            })
    void saysThatWhatAnswersIsNotMcp(int status, String type, String body, String message) {
        serve("/other", exchange -> McpAnswers.answer(exchange, status, type, body));

        var failure = failure(target("/other"));

        assertThat(failure.reason()).isEqualTo(Reasons.MCP_UNREACHABLE);
        assertThat(failure.message()).endsWith("/other does not answer as an MCP server: " + message);
    }

    @Test
    void saysThatNoAnswerCameInTime() {
        serve("/silent", exchange -> awaitEnd());

        assertThat(((DiscoveryResult.Failed) impatient.ask(target("/silent"))).message())
                .startsWith("no MCP answer from")
                .endsWith("within 2 s");
    }

    /** Each byte comes in time, and there are never too many of them. */
    @Test
    void anAnswerThatTricklesInIsNotWaitedFor() {
        var left = new AtomicInteger();
        serve("/slow", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            try {
                while (end.getCount() > 0) {
                    exchange.getResponseBody().write(": ping\n\n".getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                    end.await(10, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                left.incrementAndGet();
            }
        });

        var result = new McpDiscovery(Duration.ofMillis(200)).ask(target("/slow"));

        assertThat(result).isInstanceOf(DiscoveryResult.Failed.class);
        await().atMost(Sandbox.SOON).untilAsserted(() -> assertThat(left).hasValue(1));
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "initialize | application/json  | a value that goes on  | {\"id\":1,\"result\":\" | WORDS",
                "initialize | text/event-stream | a line that goes on   | 'data: '  | WORDS",
                "tools/list | application/json  | a value that goes on  | {\"id\":2,\"result\":\" | WORDS",
                "tools/list | text/event-stream | an event that goes on | 'data: x' | '\ndata: WORDS'",
                "tools/list | text/event-stream | events of others      | ': begun\n\n' | 'data: {\"method\":\"notifications/message\",\"params\":{\"data\":\"WORDS\"}}\n\n'",
            })
    void anAnswerWithoutAnEndIsLeft(String method, String type, String what, String begin, String more) {
        var hostile = new HostileAnswers(method, type, begin, more.replace("WORDS", "x".repeat(4_000)));
        serve("/hostile", hostile);

        var failure = failure(target("/hostile"));

        assertThat(failure.reason()).as(failure.message()).isEqualTo(Reasons.MCP_ANSWER_TOO_LARGE);
        assertThat(failure.message()).startsWith("no more than 4 MiB are read of what http://127.0.0.1:");
        await().atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(hostile.leftAlone()).isEqualTo(1));
    }

    @Test
    void aLongReasonIsCut() {
        serve(
                "/long",
                exchange -> McpAnswers.answer(
                        exchange,
                        200,
                        "application/json",
                        "{\"id\":1,\"error\":{\"message\":\"" + "no ".repeat(10_000) + "\"}}"));

        assertThat(failure(target("/long")).message()).hasSizeLessThan(1_000);
    }

    @Test
    void neverShowsTheValuesOfHeaders() {
        assertThat(target("/mcp").toString()).contains("Authorization").doesNotContain("Bearer");
        var odd = new DiscoveryTarget(target("/mcp").url(), Map.of("Authorization", "Bearer\nx"), "1");
        assertThat(failure(odd).message()).contains("the header Authorization").doesNotContain("Bearer");
    }

    /** Offers one tool a page. */
    private HttpHandler page(int last) {
        var asked = new AtomicInteger();
        return exchange -> {
            var request = new ObjectMapper().readTree(exchange.getRequestBody());
            var result = "{\"protocolVersion\": \"v\"}";
            if (request.path("method").asText().equals("tools/list")) {
                var page = asked.incrementAndGet();
                assertThat(request.at("/params/cursor").asText("")).isEqualTo(page == 1 ? "" : "page-" + page);
                result = "{\"tools\": [{\"name\": \"tool-%d\"}]%s}"
                        .formatted(page, page < last ? ", \"nextCursor\": \"page-" + (page + 1) + "\"" : "");
            }
            McpAnswers.answer(
                    exchange,
                    200,
                    "application/json",
                    "{\"jsonrpc\": \"2.0\", \"id\": " + request.path("id") + ", \"result\": " + result + "}");
        };
    }

    private void serve(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private DiscoveryResult.Failed failure(DiscoveryTarget target) {
        var result = discovery.ask(target);
        assertThat(result).isInstanceOf(DiscoveryResult.Failed.class);
        return (DiscoveryResult.Failed) result;
    }

    private DiscoveryTarget target(String path) {
        return new DiscoveryTarget(
                "http://127.0.0.1:" + server.getAddress().getPort() + path, Map.of("Authorization", "Bearer x"), "1");
    }
}
