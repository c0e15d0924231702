package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import dev.vivarium.agent.contract.AgentConfiguration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Values that several tests share. */
final class Samples {
    static final BusSettings SETTINGS = new BusSettings(
            Duration.ofSeconds(30),
            Duration.ofSeconds(30),
            Duration.ofMinutes(1),
            Duration.ofMillis(50),
            Duration.ofMillis(500),
            1_000,
            40,
            100_000,
            Duration.ofMinutes(1),
            4,
            Duration.ofMinutes(1),
            Duration.ofMinutes(1));

    private Samples() {}

    static AgentConfiguration configuration(String kind, String name, String urlFile) {
        return configuration(kind, name, urlFile, 4, null);
    }

    static AgentConfiguration subAgent(
            String name, String urlFile, int maxConcurrentTurns, AgentConfiguration.Delegation rules) {
        return configuration("SubAgent", name, urlFile, maxConcurrentTurns, rules);
    }

    private static AgentConfiguration configuration(
            String kind, String name, String urlFile, int maxConcurrentTurns, AgentConfiguration.Delegation rules) {
        return new AgentConfiguration(
                null,
                kind,
                name,
                "zoo",
                "be kind",
                new AgentConfiguration.Model("simulated", "sim", null, null, null, null),
                null,
                new AgentConfiguration.Limits(5, maxConcurrentTurns, "1m"),
                new AgentConfiguration.Transport("Queue"),
                new AgentConfiguration.Broker(urlFile, null, null, null),
                List.of(),
                List.of(),
                rules,
                null,
                List.of());
    }

    /** The same agent with sub-agents, and its turns bounded in time. */
    static AgentConfiguration with(
            AgentConfiguration agent, String turnTimeout, List<AgentConfiguration.SubAgent> subAgents) {
        return new AgentConfiguration(
                null,
                agent.kind(),
                agent.name(),
                agent.namespace(),
                agent.instructions(),
                agent.model(),
                null,
                new AgentConfiguration.Limits(
                        agent.limits().maxIterations(), agent.limits().maxConcurrentTurns(), turnTimeout),
                agent.transport(),
                agent.broker(),
                subAgents,
                List.of(),
                agent.delegation(),
                null,
                List.of());
    }

    static Delivery delivery(AMQP.BasicProperties properties, String body) {
        return new Delivery(
                new Envelope(1, false, "vivarium", "zoo.agent.a"), properties, body.getBytes(StandardCharsets.UTF_8));
    }

    static AMQP.BasicProperties.Builder properties(Map<String, Object> headers) {
        return new AMQP.BasicProperties.Builder().messageId("m-1").headers(headers);
    }
}
