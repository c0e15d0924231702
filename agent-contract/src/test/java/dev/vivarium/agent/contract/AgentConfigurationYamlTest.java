package dev.vivarium.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentConfigurationYamlTest {
    private final AgentConfigurationYaml yaml = new AgentConfigurationYaml();

    private static final AgentConfiguration COMPLETE = new AgentConfiguration(
            null,
            "SubAgent",
            "research",
            "rockbot",
            "Look things up.\nBe brief.\n",
            new AgentConfiguration.Model(
                    "openai",
                    "gpt-x",
                    null,
                    "/etc/vivarium/secrets/model/key",
                    0.2,
                    1024,
                    "90s",
                    3,
                    8,
                    List.of(new AgentConfiguration.Model("ollama", "llama", "http://ollama:11434", null, null, null))),
            new AgentConfiguration.Tiers(
                    new AgentConfiguration.Model("simulated", "sim-small", null, null, null, null), null, null),
            new AgentConfiguration.Limits(8, 4, "2m"),
            new AgentConfiguration.Transport("Queue"),
            new AgentConfiguration.Broker(
                    "/etc/vivarium/secrets/broker/url",
                    BusNames.EXCHANGE,
                    BusNames.queue("rockbot", "SubAgent", "research"),
                    BusNames.routingKey("rockbot", "SubAgent", "research")),
            List.of(new AgentConfiguration.SubAgent("deep", "Digs deeper", "rockbot.subagent.deep", "90s")),
            List.of(new AgentConfiguration.McpServer(
                    "notes", "http://notes-mcp:8080/mcp", List.of("notes_add"), Map.of())),
            new AgentConfiguration.Delegation(3, List.of("rockbot.agent.rockbot")),
            new AgentConfiguration.Telemetry(true),
            List.of(new AgentConfiguration.Price("openai", "gpt-*", "3.00", "15.00", "0.30", null, "2026-01-01")));

    @Test
    void readsBackWhatItWrote() {
        assertThat(yaml.read(yaml.write(COMPLETE))).isEqualTo(COMPLETE);
    }

    @Test
    void namesAnUnknownField() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> yaml.read(yaml.write(COMPLETE).replace("temperature:", "temprature:")))
                .withMessageContaining("model.temprature");
    }

    @Test
    void namesEveryProblemAtOnce() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> yaml.read(
                        "contractVersion: v9\nkind: Robot\nname: x\nnamespace: y\nlimits: {maxIterations: 1, maxConcurrentTurns: 1, turnTimeout: soon}\n"
                                + "transport: {mode: Queue}\n"))
                .satisfies(e -> assertThat(e.problems())
                        .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                        .containsExactly(
                                "contractVersion", "kind", "instructions", "model", "broker", "limits.turnTimeout"));
    }

    @Test
    void saysThatAnEmptyFileIsEmpty() {
        assertThatExceptionOfType(InvalidConfigurationException.class)
                .isThrownBy(() -> yaml.read(""))
                .withMessageContaining("empty");
    }
}
