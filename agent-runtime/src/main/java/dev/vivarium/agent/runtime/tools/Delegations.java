package dev.vivarium.agent.runtime.tools;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.delegation.SubAgentClient;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The sub-agents that this agent may delegate to, as tools. */
@Singleton
public class Delegations {
    private final List<Tool> tools;

    @Inject
    public Delegations(AgentConfiguration configuration, Instance<SubAgentClient> client) {
        this(configuration, client.isResolvable() ? Optional.of(client.get()) : Optional.empty());
    }

    /** @param client empty when this agent has no way to its sub-agents */
    public Delegations(AgentConfiguration configuration, Optional<SubAgentClient> client) {
        tools = configuration.subAgents().stream()
                .<Tool>map(subAgent -> new DelegateTool(subAgent, client))
                .toList();
    }

    List<Tool> tools() {
        return tools;
    }
}
