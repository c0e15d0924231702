package dev.vivarium.agent.runtime.tools.mcp;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.delegation.SubAgentAnswer;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.testing.Bounds;
import dev.vivarium.agent.runtime.testing.Configurations;
import dev.vivarium.agent.runtime.testing.Patience;
import dev.vivarium.agent.runtime.testing.Ports;
import dev.vivarium.agent.runtime.testing.Telemetry;
import dev.vivarium.agent.runtime.tools.Delegations;
import dev.vivarium.agent.runtime.tools.Tool;
import dev.vivarium.agent.runtime.tools.ToolInvocation;
import dev.vivarium.agent.runtime.tools.ToolResult;
import dev.vivarium.agent.runtime.tools.Toolbox;
import dev.vivarium.telemetry.Catalog;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class McpServersTest {
    @TempDir
    Path directory;

    private final Telemetry telemetry = new Telemetry();
    private final FakeMcpServer fake = new FakeMcpServer(Ports.free());
    private McpServers servers;

    @AfterEach
    void stop() {
        if (servers != null) {
            servers.close();
        }
        fake.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo | {\"text\":\"hi\"} | hi | ",
                "fail | {\"text\":\"hi\"} | the dog ate it | tool_error",
                "echo | not json | could not be called | invalid_arguments",
                "hang | {} | did not answer in time | timeout",
                "broken | {} | 500 | protocol_error",
                "huge | {} | [cut: the first 1000 of 50000 characters] | ",
            })
    void everyEndOfACallIsAResult(String tool, String arguments, String text, String error) {
        start(server("one", fake.url(), List.of()));
        var result = call(tools().get(tool), arguments);
        assertThat(result.text()).contains(text);
        assertThat(result.errorType()).isEqualTo(error);
        var attributes = (error == null ? "" : "error.type=" + error + " ") + "gen_ai.tool.name=" + tool
                + " mcp.method.name=tools/call network.transport=tcp";
        assertThat(telemetry.values(Catalog.MCP_CLIENT_DURATION))
                .containsEntry(attributes, 1.0)
                .containsEntry("mcp.method.name=initialize network.transport=tcp", 1.0)
                .containsKey("mcp.method.name=tools/list network.transport=tcp");
    }

    @Test
    void offersOnlyWhatIsAllowed() {
        start(server("one", fake.url(), List.of("echo", "no-such-tool")));
        assertThat(tools()).containsOnlyKeys("echo");
    }

    @Test
    void aNameThatIsTakenGetsThatOfItsServer() {
        start(server("one", fake.url(), List.of("echo")), server("two", fake.url(), List.of("echo", "fail")));
        assertThat(tools()).containsOnlyKeys("echo", "two_echo", "fail");
        assertThat(call(tools().get("two_echo"), "{\"text\":\"hi\"}").text()).isEqualTo("hi");
    }

    @Test
    void aServerThatIsGoneCostsItsToolsUntilItIsBack() {
        start(server("one", fake.url(), List.of("echo")));
        var echo = tools().get("echo");
        var port = fake.http().port();
        fake.close();
        assertThat(call(echo, "{\"text\":\"hi\"}").errorType()).isEqualTo("unreachable");
        await().untilAsserted(() -> {
            assertThat(tools()).isEmpty();
            assertThat(servers.status().get("one")).contains("failed").doesNotContain("connected");
        });
        try (var back = new FakeMcpServer(port)) {
            await().untilAsserted(() -> assertThat(tools()).containsKey("echo"));
            assertThat(call(tools().get("echo"), "{\"text\":\"hi\"}").text()).isEqualTo("hi");
            await().untilAsserted(() -> assertThat(servers.status()).isEqualTo(Map.of("one", "connected, 1 tools")));
        }
        assertThat(telemetry.values(Catalog.MCP_CLIENT_DURATION).keySet())
                .contains("error.type=unreachable mcp.method.name=initialize network.transport=tcp");
    }

    @Test
    void aServerThatWasNeverThereHoldsUpNobody() {
        begin(server("one", "http://127.0.0.1:1/mcp", List.of())); // Nobody gets that port.
        assertThat(tools()).isEmpty();
        await().until(() -> !servers.status().get("one").equals("not tried yet"));
        assertThat(servers.status().get("one")).startsWith("initialize failed: no connection");
    }

    @Test
    void sendsHeadersFromFilesAndTheTraceContext() throws IOException {
        var token = Files.writeString(directory.resolve("token"), "Bearer one\n");
        start(new AgentConfiguration.McpServer(
                "one", fake.url(), List.of(), Map.of("Authorization", token.toString())));
        var echo = tools().get("echo");
        Files.writeString(token, "Bearer two");
        var parent = SpanContext.create(
                "0af7651916cd43dd8448eb211c80319c",
                "b7ad6b7169203331",
                TraceFlags.getSampled(),
                TraceState.getDefault());
        try (var scope = Span.wrap(parent).makeCurrent()) {
            call(echo, "{\"text\":\"hi\"}");
        }
        assertThat(fake.http().requests().getFirst().headers()).containsEntry("Authorization", "Bearer one");
        var request = fake.http().requests().stream()
                .filter(sent -> sent.body().contains("tools/call"))
                .findFirst()
                .orElseThrow();
        assertThat(request.headers()).containsEntry("Authorization", "Bearer two");
        assertThat(request.headers().get("traceparent")).startsWith("00-0af7651916cd43dd8448eb211c80319c-");
        assertThat(new ObjectMapper()
                        .readTree(request.body())
                        .at("/params/_meta/traceparent")
                        .asText())
                .isEqualTo(request.headers().get("traceparent"));
        assertThat(telemetry.spans()).anySatisfy(span -> {
            assertThat(span.getName()).isEqualTo("tools/call echo");
            assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        });
    }

    /** Begins, and waits until every server is connected. */
    private void start(AgentConfiguration.McpServer... configured) {
        begin(configured);
        await().until(() -> servers.status().values().stream().allMatch(status -> status.startsWith("connected")));
    }

    private void begin(AgentConfiguration.McpServer... configured) {
        servers = new McpServers(
                Configurations.withMcpServers(List.of(configured)),
                Bounds.tools(),
                new McpMetrics(new Instruments(telemetry.sdk())),
                telemetry.sdk());
        servers.start();
    }

    private Map<String, Tool> tools() {
        var nobody = new Delegations(Configurations.simulated(), task -> new SubAgentAnswer.Output("never asked"));
        return new Toolbox(nobody, servers).tools();
    }

    private static ToolResult call(Tool tool, String arguments) {
        return tool.call(new ToolInvocation(arguments, "t/1.1", 0, Patience.AMPLE));
    }

    private static AgentConfiguration.McpServer server(String name, String url, List<String> tools) {
        return new AgentConfiguration.McpServer(name, url, tools, Map.of());
    }
}
