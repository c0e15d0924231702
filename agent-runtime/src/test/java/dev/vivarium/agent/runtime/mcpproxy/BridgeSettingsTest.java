package dev.vivarium.agent.runtime.mcpproxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivarium.agent.contract.InvalidConfigurationException;
import dev.vivarium.agent.contract.McpBridgeContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BridgeSettingsTest {
    @Test
    void onlyTheDirectoryHasToBeGiven() {
        var settings = BridgeSettings.from(Map.of(McpBridgeContract.DIRECTORY_VARIABLE, "/pipes"));
        assertThat(settings.port()).isEqualTo(17080);
        assertThat(settings.path()).isEqualTo("/mcp");
        assertThat(settings.directory()).isEqualTo(Path.of("/pipes"));
        assertThat(settings.maxSessions()).isEqualTo(32);
        assertThat(settings.maxRequestBytes()).isEqualTo(4_194_304);
    }

    @Test
    void everyWrongVariableIsNamed() {
        assertThatThrownBy(() -> BridgeSettings.from(
                        Map.of(McpBridgeContract.PATH_VARIABLE, "mcp", McpBridgeContract.MAX_SESSIONS_VARIABLE, "0")))
                .isInstanceOfSatisfying(
                        InvalidConfigurationException.class,
                        e -> assertThat(e.problems())
                                .containsExactlyInAnyOrder(
                                        "VIVARIUM_MCP_MAX_SESSIONS: '0' is no number from 1 to 1024",
                                        "VIVARIUM_MCP_PATH: 'mcp' does not begin with a slash",
                                        "VIVARIUM_MCP_DIRECTORY: it is missing"));
    }

    @Test
    void theShellProgramHasNoComments() {
        assertThat(McpBridgeContract.hostScript()).contains("mkfifo").doesNotContain("#!");
        assertThat(McpBridgeContract.hostScript().lines())
                .noneMatch(line -> line.strip().startsWith("#"));
    }
}
