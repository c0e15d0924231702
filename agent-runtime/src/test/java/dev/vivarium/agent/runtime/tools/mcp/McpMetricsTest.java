package dev.vivarium.agent.runtime.tools.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.testing.Telemetry;
import dev.vivarium.agent.runtime.tools.ToolErrorType;
import dev.vivarium.telemetry.Catalog;
import java.util.Random;
import org.junit.jupiter.api.Test;

class McpMetricsTest {
    /** Tools that are told apart, and the value for all others. */
    private static final int TOOL_NAMES = 256 + 1;

    private final Telemetry telemetry = new Telemetry();
    private final McpMetrics metrics = new McpMetrics(new Instruments(telemetry.sdk()));

    @Test
    void aServerWithEverNewToolsGivesABoundedNumberOfSeries() {
        var random = new Random(20_261_124);
        var calls = 5_000;
        for (var i = 0; i < calls; i++) {
            var error = random.nextBoolean() ? null : McpErrors.type(new IllegalStateException("no " + i));
            var tool = "tool-" + i + "x".repeat(random.nextInt(1_000));
            metrics.record(McpMetrics.CALL_TOOL, tool, error == null ? null : error.value(), random.nextLong(1_000));
        }
        var values = telemetry.values(Catalog.MCP_CLIENT_DURATION);
        assertThat(values).hasSizeBetween(2, TOOL_NAMES * (ToolErrorType.values().length + 1));
        assertThat(values.keySet())
                .anyMatch(key -> key.contains("gen_ai.tool.name=unknown"))
                .allMatch(key -> key.length() < 400);
        assertThat(values.values().stream().mapToDouble(value -> value).sum()).isEqualTo(calls);
    }
}
