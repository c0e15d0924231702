package dev.vivarium.agent.runtime.tools.mcp;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.testing.Bounds;
import dev.vivarium.agent.runtime.testing.Patience;
import dev.vivarium.agent.runtime.testing.Telemetry;
import dev.vivarium.agent.runtime.tools.ToolInvocation;
import dev.vivarium.telemetry.Catalog;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers without an end neither fill the memory nor hold anything. */
class EndlessAnswersTest {
    private static final String WORDS = "x".repeat(1_000);

    private final Telemetry telemetry = new Telemetry();

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json  | a value that goes on  | {\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\" | WORDS",
                "text/event-stream | a line that goes on   | 'data: '  | WORDS",
                "text/event-stream | an event that goes on | 'data: x' | '\ndata: WORDS'",
                "text/event-stream | events of others      | ': begun\n\n' | 'data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"data\":\"WORDS\"}}\n\n'",
            })
    void aCallWhoseAnswerDoesNotEndFailsAndIsLeft(String contentType, String what, String begin, String more) {
        try (var server = new EndlessServer("tools/call", contentType, begin, more.replace("WORDS", WORDS))) {
            var connection = connection(server);
            assertThat(connection.refresh()).as(connection.status()).isTrue();

            var result = connection.tools().getFirst().call(new ToolInvocation("{}", "t/1.1", 0, Patience.AMPLE));

            assertThat(result.errorType()).as(result.text()).isEqualTo("answer_too_large");
            assertThat(result.text()).contains("too large").hasSizeLessThan(1_000);
            await().untilAsserted(() -> assertThat(server.leftAlone()).isEqualTo(1));
            assertThat(telemetry.values(Catalog.MCP_CLIENT_DURATION))
                    .containsEntry(
                            "error.type=answer_too_large gen_ai.tool.name=talk mcp.method.name=tools/call network.transport=tcp",
                            1.0);
        }
    }

    @Test
    void aListOfToolsThatDoesNotEndIsSaid() {
        try (var server = new EndlessServer("tools/list", "application/json", "{\"result\":{\"tools\":[\"", WORDS)) {
            var connection = connection(server);

            assertThat(connection.refresh()).isFalse();

            assertThat(connection.status())
                    .startsWith("tools/list failed:")
                    .contains("more than " + Bounds.tools().maxAnswerBytes() + " bytes");
            assertThat(connection.tools()).isEmpty();
            await().untilAsserted(() -> assertThat(server.leftAlone()).isEqualTo(2));
        }
    }

    @Test
    void aGreetingThatDoesNotEndIsSaid() {
        try (var server = new EndlessServer("initialize", "text/event-stream", "data: ", WORDS)) {
            var connection = connection(server);

            assertThat(connection.refresh()).isFalse();

            assertThat(connection.status()).startsWith("initialize failed:").contains("bytes");
            await().untilAsserted(() -> assertThat(server.leftAlone()).isEqualTo(1));
        }
    }

    /** There is nothing in such an answer, so that it is not waited for. */
    @Test
    void whatFollowsANotificationIsNotRead() {
        try (var server = new EndlessServer("notifications/initialized", "text/event-stream", "data: ", WORDS)) {
            var connection = connection(server);

            assertThat(connection.refresh()).as(connection.status()).isTrue();

            await().untilAsserted(() -> assertThat(server.leftAlone()).isEqualTo(1));
        }
    }

    private McpConnection connection(EndlessServer server) {
        return new McpConnection(
                new AgentConfiguration.McpServer("one", server.url(), List.of(), Map.of()),
                Bounds.tools(Patience.AMPLE, Patience.AMPLE, Patience.AMPLE),
                new McpMetrics(new Instruments(telemetry.sdk())),
                telemetry.sdk().getTracer("test"),
                () -> {});
    }
}
