package dev.vivarium.agent.runtime.model;

import dev.vivarium.agent.contract.AgentConfiguration;

/** Makes clients of providers. */
@FunctionalInterface
public interface ModelClients {
    /** @throws IllegalArgumentException when there is no such provider */
    ModelClient of(AgentConfiguration.Model model);
}
