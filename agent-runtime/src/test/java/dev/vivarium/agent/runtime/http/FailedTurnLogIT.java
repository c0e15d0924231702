package dev.vivarium.agent.runtime.http;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.runtime.testing.AgentProcess;
import dev.vivarium.agent.runtime.testing.Configurations;
import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import dev.vivarium.agent.runtime.testing.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever has the trace of a turn that failed finds what the packaged agent wrote about it, whichever way the turn came in. */
@Timeout(600)
class FailedTurnLogIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final FakeServer PROVIDER =
            new FakeServer().answering(request -> Response.json(400, "{\"error\":{\"message\":\"no\"}}"));

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

    static Stream<Arguments> ways() {
        return Stream.of(
                Arguments.of("/v1/turns", "application/json", "{\"input\":\"Hello\"}"),
                Arguments.of("/v1/turns", "text/event-stream", "{\"input\":\"Hello\"}"),
                Arguments.of(
                        "/v1/chat/completions",
                        "application/json",
                        "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"),
                Arguments.of(
                        "/v1/chat/completions",
                        "text/event-stream",
                        "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void itsLineHasTheTraceOfTheCaller(String path, String accept, String body) throws Exception {
        var trace = UUID.randomUUID().toString().replace("-", "");
        var request = HttpRequest.newBuilder(URI.create(agent.url(path)))
                .header("Content-Type", "application/json")
                .header("Accept", accept)
                .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                .timeout(Patience.AMPLE)
                .POST(BodyPublishers.ofString(body))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            assertThat(http.send(request, BodyHandlers.ofString()).body()).contains("provider_error");
        }
        await().untilAsserted(() -> assertThat(lines())
                .filteredOn(line -> line.at("/mdc/traceId").asText().equals(trace))
                .filteredOn(line -> line.path("message").asText().matches("Turn .* failed: provider_error: .*"))
                .singleElement()
                .satisfies(line -> assertThat(line.at("/mdc/spanId").asText()).hasSize(16)));
    }

    private static List<JsonNode> lines() throws Exception {
        var log = agent.log();
        var read = new ArrayList<JsonNode>();
        // The last line may still be being written.
        for (var line : log.substring(0, log.lastIndexOf('\n') + 1).lines().toList()) {
            read.add(JSON.readTree(line));
        }
        return read;
    }
}
