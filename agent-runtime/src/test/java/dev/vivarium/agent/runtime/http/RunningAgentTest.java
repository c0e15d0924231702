package dev.vivarium.agent.runtime.http;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.contract.AgentActivity;
import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.turn.TurnPlaces;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The agent as its clients, Kubernetes and the collector see it. */
@QuarkusTest
@QuarkusTestResource(value = RunningAgent.class, restrictToAnnotatedClass = true)
class RunningAgentTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();

    @Inject
    TurnPlaces places;

    FakeServer collector;

    @Test
    void answersATurn() throws Exception {
        var response = post("{\"conversationId\":\"c\",\"turnId\":\"t\",\"input\":\"Hello\"}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        var reply = JSON.readTree(response.body());
        assertThat(reply.path("turnId").asText()).isEqualTo("t");
        assertThat(reply.path("conversationId").asText()).isEqualTo("c");
        assertThat(reply.path("output").asText()).startsWith("You said: Hello");
        assertThat(reply.at("/usage/llmCalls").asInt()).isEqualTo(1);
        assertThat(reply.at("/usage/costUsd").asText()).startsWith("0.00");
    }

    @Test
    void streamsATurnAsEvents() throws Exception {
        var response = http.send(
                request("/v1/turns", "{\"input\":\"Hello\"}")
                        .header("Accept", "text/event-stream")
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        var text = new StringBuilder();
        var replies = new ArrayList<JsonNode>();
        for (var event : response.body().strip().split("\n\n")) {
            var lines = event.strip().split("\n");
            assertThat(lines).as(event).hasSize(2);
            var data = JSON.readTree(lines[1].substring("data:".length()));
            switch (lines[0]) {
                case "event:text" -> text.append(data.path("text").asText());
                case "event:reply" -> replies.add(data);
                default -> throw new AssertionError("unexpected " + event);
            }
        }
        assertThat(replies).hasSize(1);
        assertThat(replies.getFirst().path("output").asText()).isEqualTo(text.toString());
    }

    @Test
    void refusesWhatIsNoTurnWithATypedError() throws Exception {
        for (var body : List.of("", "garbage", "[]", "null", "{\"input\":7,\"inpt\":1}", "{}", "{\"input\":\" \"}")) {
            assertRefused(post(body), 400, "invalid_request");
            assertRefused(
                    http.send(
                            request("/v1/turns", body)
                                    .header("Accept", "text/event-stream")
                                    .build(),
                            BodyHandlers.ofString()),
                    400,
                    "invalid_request");
        }
        assertThat(post("{\"inpt\":\"x\"}").body()).contains("inpt: there is no such field");
        assertRefused(post("{\"input\":\"" + "x".repeat(600_000) + "\"}"), 400, "invalid_request");
        assertRefused(post("{\"input\":\"" + "x".repeat(3_000_000) + "\"}"), 413, "invalid_request");
        var form = http.send(
                HttpRequest.newBuilder(uri("/v1/turns"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("input=x"))
                        .build(),
                BodyHandlers.ofString());
        assertRefused(form, 415, "invalid_request");
    }

    @Test
    void aBodyThatDoesNotSayHowLongItIsHasTheSameLimit() throws Exception {
        var turn = "{\"input\":\"%s\"}";
        var taken = inPieces("/v1/turns", turn.formatted("Hello"));
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(JSON.readTree(taken.body()).path("output").asText()).startsWith("You said: Hello");
        assertRefused(inPieces("/v1/turns", turn.formatted("x".repeat(10_000_000))), 413, "invalid_request");
        assertRefused(inPieces("/v1/turns", turn.formatted("x".repeat(60_000_000))), 413, "invalid_request");

        var chat = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
        assertThat(inPieces("/v1/chat/completions", chat.formatted("Hello")).statusCode())
                .isEqualTo(200);
        var refused = inPieces("/v1/chat/completions", chat.formatted("x".repeat(10_000_000)));
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(JSON.readTree(refused.body()).at("/error/code").asText()).isEqualTo("invalid_request");
    }

    /** Chunked, since the length of a stream is not known beforehand. */
    private HttpResponse<String> inPieces(String path, String body) throws IOException, InterruptedException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(uri(path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    @Test
    void clientsThatLeaveAtOnceTakeNoPlaceAway() throws Exception {
        for (var i = 0; i < 40; i++) {
            var path = i % 2 == 0 ? "/v1/turns" : "/v1/chat/completions";
            var body = i % 2 == 0
                    ? "{\"input\":\"Hello\"}"
                    : "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
            try (var socket = new Socket("localhost", uri("/").getPort())) {
                // Closed with a reset, so that the server hears of it before it has answered.
                socket.setSoLinger(true, 0);
                var request = "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Accept: text/event-stream\r\nContent-Length: %d\r\n\r\n%s";
                socket.getOutputStream()
                        .write(request.formatted(path, body.length(), body).getBytes(StandardCharsets.UTF_8));
            }
        }
        await().until(() -> places.free() == RunningAgent.MAX_CONCURRENT_TURNS);
        assertThat(post("{\"input\":\"Hello\"}").statusCode()).isEqualTo(200);
    }

    @Test
    void takesNoMoreTurnsThanItMayAndSaysSo() throws Exception {
        var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
        for (var i = 0; i < 8 * RunningAgent.MAX_CONCURRENT_TURNS; i++) {
            answers.add(http.sendAsync(
                    request("/v1/turns", "{\"input\":\"Hello " + i + "\"}").build(), BodyHandlers.ofString()));
        }
        var refused = 0;
        for (var answer : answers) {
            var response = answer.get();
            if (response.statusCode() != 200) {
                assertRefused(response, 429, "overloaded");
                assertThat(response.headers().firstValue("retry-after")).isPresent();
                refused++;
            }
        }
        assertThat(refused).isBetween(1, answers.size() - 1);
        assertThat(post("{\"input\":\"Hello\"}").statusCode()).isEqualTo(200);
    }

    @Test
    void aClientThatGoesAwayFreesItsPlace() throws Exception {
        for (var i = 0; i < 2 * RunningAgent.MAX_CONCURRENT_TURNS; i++) {
            var stream = http.send(
                    request("/v1/turns", "{\"input\":\"Hello\"}")
                            .header("Accept", "text/event-stream")
                            .build(),
                    BodyHandlers.ofInputStream());
            stream.body().close();
            await().until(() -> post("{\"input\":\"Hello\"}").statusCode() == 200);
        }
    }

    @Test
    void theAgentCardSaysWhoTheAgentIsAndNotWhatItIsTold() throws Exception {
        var response = http.send(
                HttpRequest.newBuilder(uri("/.well-known/agent-card.json")).build(), BodyHandlers.ofString());
        var card = JSON.readTree(response.body());
        assertThat(card.path("protocolVersion").asText()).isEqualTo("0.3.0");
        assertThat(card.path("name").asText()).isEqualTo("rockbot");
        assertThat(card.path("url").asText()).isEqualTo(uri("/v1/turns").toString());
        assertThat(card.at("/capabilities/streaming").asBoolean()).isTrue();
        assertThat(card.path("skills")).hasSize(2);
        for (var field :
                List.of("description", "version", "preferredTransport", "defaultInputModes", "defaultOutputModes")) {
            assertThat(card.path(field).isMissingNode()).as(field).isFalse();
        }
        assertThat(response.body()).doesNotContain("Be helpful.");
    }

    @Test
    void theDescriptionOfTheApiIsTheOneInTheDocumentation() throws Exception {
        var file = Path.of(System.getProperty("vivarium.root"), "docs", "reference", "openapi.yaml");
        var served = management("/q/openapi");
        if (Boolean.getBoolean("vivarium.golden.update")) {
            Files.writeString(file, served);
        }
        assertThat(file).hasContent(served);
    }

    @Test
    void healthSaysWhatTheAgentRunsWith() {
        await().untilAsserted(() -> {
            var ready = JSON.readTree(management("/q/health/ready"));
            assertThat(ready.path("status").asText()).isEqualTo("UP");
            assertThat(check(ready, "configuration").at("/data/model").asText()).isEqualTo("sim-large");
            assertThat(check(ready, "mcp-servers").at("/data/fake").asText()).isEqualTo("connected, 5 tools");
        });
    }

    @Test
    void showsWhatTheSimulatedProviderServed() throws Exception {
        var before = JSON.readTree(management(ServedEndpoint.PATH))
                .at("/models/0/calls")
                .asLong();
        post("{\"input\":\"Hello\"}");
        var served = JSON.readTree(management(ServedEndpoint.PATH)).at("/models/0");
        assertThat(served.path("model").asText()).isEqualTo("sim-large");
        assertThat(served.path("calls").asLong()).isGreaterThan(before);
        assertThat(served.path("inputTokens").asLong()).isPositive();
    }

    @Test
    void showsThatItIsIdleAndSinceWhen() throws Exception {
        post("{\"input\":\"Hello\"}");
        // Turns of other tests, whose clients went away, may still be ending.
        await().until(() -> activity().path("activeTurns").asInt(-1) == 0);
        var before = Instant.parse(activity().path("idleSince").asText());
        post("{\"input\":\"Hello\"}");
        assertThat(activity().path("activeTurns").asInt(-1)).isZero();
        assertThat(Instant.parse(activity().path("idleSince").asText())).isAfter(before);
        assertThat(activity()).as("nothing changes while nothing is done").isEqualTo(activity());
    }

    private JsonNode activity() throws IOException, InterruptedException {
        return JSON.readTree(management(AgentActivity.PATH));
    }

    @Test
    void eachFactLeavesTheAgentOnOneWay() throws Exception {
        post("{\"input\":\"Hello\"}");
        assertThat(management("/q/metrics"))
                .contains("jvm_memory_used_bytes", "http_server_requests_seconds_count")
                .doesNotContain("gen_ai_", "vivarium_", "mcp_client");
        // Names are plain text within the protocol buffers that arrive.
        await().untilAsserted(() -> assertThat(exported())
                .contains(
                        "vivarium.agent.turns",
                        "vivarium.llm.cost_usd",
                        "gen_ai.client.inference.duration",
                        "mcp.client.operation.duration")
                .doesNotContain("jvm.", "http.server.", "queueSize", "processedSpans"));
    }

    private String exported() {
        var names = new StringBuilder();
        for (var request : collector.requests()) {
            if (request.path().equals("/v1/metrics")) {
                Pattern.compile("[A-Za-z][A-Za-z0-9_.]{3,}")
                        .matcher(request.body())
                        .results()
                        .forEach(name -> names.append(name.group()).append('\n'));
            }
        }
        return names.toString();
    }

    private static void assertRefused(HttpResponse<String> response, int status, String type) throws IOException {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        var reply = JSON.readTree(response.body());
        assertThat(reply.at("/error/type").asText()).isEqualTo(type);
        assertThat(reply.at("/error/message").asText()).isNotBlank();
        assertThat(reply.path("turnId").asText()).isNotBlank();
    }

    private static JsonNode check(JsonNode health, String name) {
        for (var check : health.path("checks")) {
            if (check.path("name").asText().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("no check " + name + " in " + health);
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return http.send(request("/v1/turns", body).build(), BodyHandlers.ofString());
    }

    private String management(String path) throws IOException, InterruptedException {
        var port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
        var uri = URI.create("http://localhost:" + port + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private static HttpRequest.Builder request(String path, String body) {
        return HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private static URI uri(String path) {
        var port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        return URI.create("http://localhost:" + port + path);
    }
}
