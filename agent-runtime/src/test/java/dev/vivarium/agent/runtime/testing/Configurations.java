package dev.vivarium.agent.runtime.testing;

import dev.vivarium.agent.contract.AgentConfiguration;
import java.util.List;

/** Configurations for tests. */
public final class Configurations {
    public static final AgentConfiguration.Price PRICE =
            new AgentConfiguration.Price("simulated", "sim-*", "3.00", "15.00", "0.30", "3.75", null);

    private Configurations() {}

    /** An agent with the simulated provider, a price for it, and nothing around it. */
    public static AgentConfiguration simulated() {
        return with(simulatedModel(), new AgentConfiguration.Limits(4, 2, "30s"), List.of(PRICE));
    }

    public static AgentConfiguration.Model simulatedModel() {
        return new AgentConfiguration.Model("simulated", "sim-large", null, null, null, null);
    }

    public static AgentConfiguration with(
            AgentConfiguration.Model model, AgentConfiguration.Limits limits, List<AgentConfiguration.Price> pricing) {
        return with(model, limits, pricing, new AgentConfiguration.Telemetry(false));
    }

    /** An agent whose model is a server that speaks as OpenAI does. */
    public static AgentConfiguration openAiCompatible(FakeServer provider) {
        var model =
                new AgentConfiguration.Model("openai-compatible", "test-model", provider.url("/v1"), null, null, null);
        return with(model, new AgentConfiguration.Limits(4, 2, "1m"), List.of(PRICE));
    }

    /** Like {@link #simulated()}, with its telemetry named by the conventions. */
    public static AgentConfiguration simulated(AgentConfiguration.Semconv semconv) {
        return simulated(new AgentConfiguration.Telemetry(false, semconv));
    }

    /** Like {@link #simulated()}, with other telemetry. */
    public static AgentConfiguration simulated(AgentConfiguration.Telemetry telemetry) {
        return with(simulatedModel(), new AgentConfiguration.Limits(4, 2, "30s"), List.of(PRICE), telemetry);
    }

    /** Like {@link #simulated()}, with these MCP servers. */
    public static AgentConfiguration withMcpServers(List<AgentConfiguration.McpServer> servers) {
        var base = simulated();
        return new AgentConfiguration(
                null,
                base.kind(),
                base.name(),
                base.namespace(),
                base.instructions(),
                base.model(),
                base.tiers(),
                base.limits(),
                base.transport(),
                null,
                List.of(),
                servers,
                null,
                base.telemetry(),
                base.pricing());
    }

    private static AgentConfiguration with(
            AgentConfiguration.Model model,
            AgentConfiguration.Limits limits,
            List<AgentConfiguration.Price> pricing,
            AgentConfiguration.Telemetry telemetry) {
        return new AgentConfiguration(
                null,
                "Agent",
                "rockbot",
                "rockbot",
                "Be helpful.",
                model,
                null,
                limits,
                new AgentConfiguration.Transport("Http"),
                null,
                List.of(),
                List.of(),
                null,
                telemetry,
                pricing);
    }
}
