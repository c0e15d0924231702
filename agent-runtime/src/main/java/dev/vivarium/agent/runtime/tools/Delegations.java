package dev.vivarium.agent.runtime.tools;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.delegation.SubAgentClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** The sub-agents that this agent may delegate to, as tools. */
@Singleton
public class Delegations {
    private final List<Tool> tools;

    @Inject
    public Delegations(AgentConfiguration configuration, SubAgentClient client) {
        tools = configuration.subAgents().stream()
                .<Tool>map(subAgent -> new DelegateTool(subAgent, client))
                .toList();
    }

    List<Tool> tools() {
        return tools;
    }
}
