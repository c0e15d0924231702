package dev.vivarium.agent.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.runtime.testing.AgentProcess;
import dev.vivarium.agent.runtime.testing.Configurations;
import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.testing.FakeServer.Request;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import dev.vivarium.agent.runtime.testing.Patience;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of the packaged agent hear why its model stopped. */
@Timeout(600)
class FinishReasonIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final FakeServer PROVIDER = new FakeServer().answering(FinishReasonIT::answer);

    @TempDir
    static Path directory;

    private static AgentProcess agent;

    @BeforeAll
    static void start() throws Exception {
        agent = AgentProcess.start(Configurations.openAiCompatible(PROVIDER), directory, 0)
                .awaitReady();
    }

    @AfterAll
    static void stop() {
        if (agent != null) {
            agent.close();
        }
        PROVIDER.close();
    }

    @Test
    void ofATurn() throws Exception {
        assertThat(turn("stop", "application/json").statusCode()).isEqualTo(200);
        var cut = JSON.readTree(turn("length", "application/json").body());
        assertThat(cut.path("output").asText()).isEqualTo("Hello there");
        assertThat(cut.path("finishReason").asText()).isEqualTo("length");
        var filtered = turn("content_filter", "application/json");
        assertThat(filtered.statusCode()).isEqualTo(422);
        assertFiltered(JSON.readTree(filtered.body()));
    }

    @Test
    void ofATurnThatIsStreamed() throws Exception {
        var events = turn("content_filter", "text/event-stream").body().strip();
        assertThat(events).contains("event:text");
        var last = events.substring(events.lastIndexOf("event:"));
        assertThat(last).startsWith("event:reply\ndata:");
        assertFiltered(JSON.readTree(last.substring("event:reply\ndata:".length())));
    }

    @Test
    void ofAChatCompletion() throws Exception {
        assertThat(completion("stop").at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        var cut = completion("length").at("/choices/0");
        assertThat(cut.path("finish_reason").asText()).isEqualTo("length");
        assertThat(cut.at("/message/content").asText()).isEqualTo("Hello there");
        var filtered = completion("content_filter");
        assertThat(filtered.at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
        assertThat(filtered.at("/choices/0/message/content").isNull()).isTrue();
        assertThat(filtered.at("/choices/0/message/refusal").asText()).contains("filtered");
        assertThat(filtered.at("/usage/prompt_tokens").asInt()).isEqualTo(100);
    }

    @Test
    void ofAChatCompletionThatIsStreamed() throws Exception {
        assertThat(streamed("stop")).contains("\"finish_reason\":\"stop\"").endsWith("data: [DONE]\n\n");
        assertThat(streamed("length")).contains("\"finish_reason\":\"length\"").endsWith("data: [DONE]\n\n");
        assertThat(streamed("content_filter"))
                .contains("\"content\":\"Hello\"", "\"refusal\":", "\"finish_reason\":\"content_filter\"")
                .doesNotContain("\"error\"")
                .endsWith("data: [DONE]\n\n");
    }

    private static void assertFiltered(JsonNode reply) {
        assertThat(reply.at("/error/type").asText()).isEqualTo("content_filtered");
        assertThat(reply.at("/error/message").asText()).contains("filtered");
        assertThat(reply.has("output")).isFalse();
        assertThat(reply.at("/usage/inputTokens").asInt()).isEqualTo(100);
    }

    private static HttpResponse<String> turn(String reason, String accept) throws IOException, InterruptedException {
        return post("/v1/turns", accept, "{\"input\":\"END-BY-%s\"}".formatted(reason));
    }

    private static JsonNode completion(String reason) throws IOException, InterruptedException {
        var response = post("/v1/chat/completions", "application/json", chat(reason, false));
        assertThat(response.statusCode()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static String streamed(String reason) throws IOException, InterruptedException {
        return post("/v1/chat/completions", "text/event-stream", chat(reason, true))
                .body();
    }

    private static String chat(String reason, boolean stream) {
        return "{\"model\":\"m\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"END-BY-%s\"}]}"
                .formatted(stream, reason);
    }

    private static HttpResponse<String> post(String path, String accept, String body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(agent.url(path)))
                .header("Content-Type", "application/json")
                .header("Accept", accept)
                .timeout(Patience.AMPLE)
                .POST(BodyPublishers.ofString(body))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString());
        }
    }

    /** Ends as the message asks for. */
    private static Response answer(Request request) {
        var reason = request.body().replaceAll("(?s).*END-BY-([a-z_]+).*", "$1");
        try (var text = FinishReasonIT.class.getResourceAsStream("/wire/openai/text.txt")) {
            return Response.events(new String(text.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("\"finish_reason\":\"stop\"", "\"finish_reason\":\"" + reason + "\""));
        } catch (IOException e) {
            return Response.json(500, "{}");
        }
    }
}
