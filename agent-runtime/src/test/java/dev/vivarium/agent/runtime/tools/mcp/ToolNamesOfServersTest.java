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
import dev.vivarium.agent.runtime.testing.Telemetry;
import dev.vivarium.agent.runtime.tools.Delegations;
import dev.vivarium.agent.runtime.tools.Tool;
import dev.vivarium.agent.runtime.tools.ToolInvocation;
import dev.vivarium.agent.runtime.tools.Toolbox;
import dev.vivarium.telemetry.Catalog;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the model calls tools whose servers give them names that providers do not take, or names that others have. */
class ToolNamesOfServersTest {
    private static final Logger LOG = Logger.getLogger(Toolbox.class.getName());
    private static final String LONG = "a-name-that-is-longer-than-any-provider-takes-in-a-request-for-a-reply";

    private final Telemetry telemetry = new Telemetry();
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                warnings.add(text(entry));
            }
        }

        @Override
        public void flush() {
            // Nothing is kept back.
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    };
    private McpServers servers;
    private Toolbox toolbox;

    private static String text(LogRecord entry) {
        return entry.getParameters() == null
                ? entry.getMessage()
                : String.format(entry.getMessage(), entry.getParameters());
    }

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
    }

    @AfterEach
    void stop() {
        LOG.removeHandler(handler);
        if (servers != null) {
            servers.close();
        }
    }

    @Test
    void theModelHasANameThatIsTakenAndTheServerAndMetricsItsOwn() throws IOException {
        try (var server = new FakeMcpServer(tools("notes.add", LONG))) {
            start(server("one", server));
            var tools = toolbox.tools();
            assertThat(tools).hasSize(2);
            assertThat(tools.keySet()).allMatch(name -> name.matches("[a-zA-Z0-9_-]{1,64}"));

            for (var tool : tools.values()) {
                assertThat(call(tool)).isEqualTo("{\"text\":\"hi\"}");
            }

            assertThat(calledAt(server)).containsExactly("notes.add", LONG);
            assertThat(tools.values()).extracting(Tool::name).containsExactly("notes.add", LONG);
            assertThat(telemetry.values(Catalog.MCP_CLIENT_DURATION).keySet())
                    .contains(
                            "gen_ai.tool.name=notes.add mcp.method.name=tools/call network.transport=tcp",
                            "gen_ai.tool.name=" + LONG + " mcp.method.name=tools/call network.transport=tcp");
        }
    }

    @Test
    void namesThatBecomeTheSameByReplacingAreToldApart() {
        try (var server = new FakeMcpServer(tools("a.b", "a/b", "a_b"))) {
            start(server("one", server));
            assertThat(toolbox.tools().values()).extracting(Tool::name).containsExactly("a.b", "a/b", "a_b");
            assertThat(toolbox.tools()).containsKey("a_b");
            assertThat(warnings).isEmpty();
        }
    }

    @Test
    void aToolThatIsLeftOutIsToldOnceWithBothServers() {
        try (var one = new FakeMcpServer(tools("x", "two_x"));
                var two = new FakeMcpServer(tools("x"))) {
            start(server("one", one), server("two", two));
            for (var turn = 0; turn < 3; turn++) {
                assertThat(toolbox.tools()).containsOnlyKeys("x", "two_x");
            }
            assertThat(warnings)
                    .containsExactly("The tool x of the MCP server two is left out: its name two_x is that of"
                            + " the tool two_x of the MCP server one");
        }
    }

    private static String tools(String... names) {
        return List.of(names).stream()
                .map("{\"name\":\"%s\",\"inputSchema\":{\"type\":\"object\"}}"::formatted)
                .toList()
                .toString();
    }

    private static String call(Tool tool) {
        return tool.call(new ToolInvocation("{\"text\":\"hi\"}", "t/1.1", 0, Patience.AMPLE))
                .text();
    }

    private static List<String> calledAt(FakeMcpServer server) throws IOException {
        var names = new CopyOnWriteArrayList<String>();
        for (var request : server.http().requests()) {
            var message = new ObjectMapper().readTree(request.body());
            if (message.path("method").asText().equals("tools/call")) {
                names.add(message.at("/params/name").asText());
            }
        }
        return names;
    }

    private static AgentConfiguration.McpServer server(String name, FakeMcpServer server) {
        return new AgentConfiguration.McpServer(name, server.url(), List.of(), Map.of());
    }

    private void start(AgentConfiguration.McpServer... configured) {
        servers = new McpServers(
                Configurations.withMcpServers(List.of(configured)),
                Bounds.tools(),
                new McpMetrics(new Instruments(telemetry.sdk())),
                telemetry.sdk());
        servers.start();
        await().until(() -> servers.status().values().stream().allMatch(status -> status.startsWith("connected")));
        var nobody = new Delegations(Configurations.simulated(), task -> new SubAgentAnswer.Output("never asked"));
        toolbox = new Toolbox(nobody, servers);
    }
}
