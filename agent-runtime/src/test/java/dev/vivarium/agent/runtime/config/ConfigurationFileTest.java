package dev.vivarium.agent.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vivarium.agent.contract.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {
    private static final String GOOD = """
            kind: Agent
            name: a
            namespace: n
            instructions: Be brief.
            model: {provider: simulated, name: m}
            transport: {mode: Http}
            """;

    @TempDir
    Path directory;

    @Test
    void readsAGoodFile() throws IOException {
        assertThat(file(GOOD).read().limits().maxIterations()).isEqualTo(10);
    }

    @Test
    void namesEveryFieldThatThisRuntimeCannotUse() throws IOException {
        var file = file(GOOD.replace("simulated", "robots").replace("Http", "Pigeon") + """
                limits: {maxIterations: 0, maxConcurrentTurns: 1, turnTimeout: 1m}
                mcpServers: [{name: x, url: "ftp://x"}, {name: x, url: "http://x/mcp"}]
                pricing: [{provider: p, model: m, inputPerMillion: cheap, outputPerMillion: "-1", effectiveFrom: soon}]
                """);
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(file::read)
                .satisfies(e -> assertThat(e.problems())
                        .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                        .containsExactly(
                                "model.provider",
                                "limits.maxIterations",
                                "transport.mode",
                                "mcpServers.[0].url",
                                "mcpServers.[1].name",
                                "pricing.[0].inputPerMillion",
                                "pricing.[0].outputPerMillion",
                                "pricing.[0].effectiveFrom"))
                .satisfies(e -> assertThat(file.describe(e).lines())
                        .hasSize(9)
                        .first()
                        .asString()
                        .contains(file.path().toString()));
    }

    @Test
    void asksForWhatTheProviderNeeds() throws IOException {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(file(GOOD.replace("simulated", "openai-compatible"))::read)
                .withMessageContaining("model.baseUrl");
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(file(GOOD.replace("simulated", "openai"))::read)
                .withMessageContaining("model.apiKeyFile");
    }

    @Test
    void saysWhichFileIsMissing() {
        var file = new ConfigurationFile(directory.resolve("none.yaml"));
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(file::read)
                .withMessageContaining("VIVARIUM_AGENT_CONFIG");
    }

    @Test
    void theSystemPropertyGoesBeforeTheVariableBeforeTheDefault() {
        var properties = new Properties();
        assertThat(ConfigurationFile.fromEnvironment(properties, Map.of()).path())
                .isEqualTo(Path.of("/etc/vivarium/agent.yaml"));
        var environment = Map.of("VIVARIUM_AGENT_CONFIG", "from-variable");
        assertThat(ConfigurationFile.fromEnvironment(properties, environment).path())
                .isEqualTo(Path.of("from-variable"));
        properties.setProperty("vivarium.agent.config", "from-property");
        assertThat(ConfigurationFile.fromEnvironment(properties, environment).path())
                .isEqualTo(Path.of("from-property"));
    }

    private ConfigurationFile file(String yaml) throws IOException {
        return new ConfigurationFile(Files.writeString(directory.resolve("agent.yaml"), yaml));
    }
}
