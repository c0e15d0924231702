package dev.vivarium.example.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.exception.ToolExecutionException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ToolsServerTest.Profile.class)
class ToolsServerTest {
    public static class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("vivarium.example.tools", "calculator,clock");
        }
    }

    @TestHTTPResource("/")
    URI server;

    @TestHTTPResource(value = "/", management = true)
    URI management;

    @Test
    void offersTheSelectedToolsOnly() throws Exception {
        try (var connection = new McpConnection(server)) {
            assertThat(connection.toolNames())
                    .containsExactlyInAnyOrder(CalculatorTools.CALCULATE, ClockTools.CURRENT_TIME);
            assertThatThrownBy(() -> connection.call(NotesTools.LIST, "{}")).hasMessageContaining(NotesTools.LIST);
        }
    }

    @Test
    void calculates() throws Exception {
        try (var connection = new McpConnection(server)) {
            var answer = connection.call(CalculatorTools.CALCULATE, "{\"expression\":\"(2 + 3) * 4.5\"}");
            assertThat(answer.isError()).isFalse();
            assertThat(answer.resultText()).isEqualTo("22.5");

            assertThatThrownBy(() -> connection.call(CalculatorTools.CALCULATE, "{\"expression\":\"1 / 0\"}"))
                    .isInstanceOf(ToolExecutionException.class)
                    .hasMessage("division by zero");
        }
    }

    @Test
    void tellsTheTimeOfAZone() throws Exception {
        try (var connection = new McpConnection(server)) {
            var tokyo = ZonedDateTime.parse(connection
                    .call(ClockTools.CURRENT_TIME, "{\"zone\":\"Asia/Tokyo\"}")
                    .resultText());
            assertThat(tokyo.getZone().getId()).isEqualTo("Asia/Tokyo");
            assertThat(Duration.between(tokyo.toInstant(), Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));

            assertThat(connection.call(ClockTools.CURRENT_TIME, "{}").resultText())
                    .endsWith("[UTC]");

            assertThatThrownBy(() -> connection.call(ClockTools.CURRENT_TIME, "{\"zone\":\"Mars/Base\"}"))
                    .isInstanceOf(ToolExecutionException.class)
                    .hasMessageStartingWith("'Mars/Base' is not a time zone");
        }
    }

    @Test
    void showsHealthAndMetricsOnTheManagementPort() throws Exception {
        try (var connection = new McpConnection(server)) {
            connection.call(CalculatorTools.CALCULATE, "{\"expression\":\"1\"}");
        }
        assertThat(get("/q/health/ready")).contains("\"UP\"");
        assertThat(get("/q/health/live")).contains("\"UP\"");
        assertThat(get("/q/metrics")).contains("mcp_server_").contains("jvm_memory_used_bytes");
    }

    private String get(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(management.resolve(path)).build();
        var response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(200);
        return response.body();
    }
}
