package dev.vivarium.agent.runtime.delegation;

/** Says that there is no way to sub-agents, since the agent is not on the bus. */
public final class NoBusSubAgentClient implements SubAgentClient {
    @Override
    public SubAgentAnswer delegate(SubAgentTask task) {
        return new SubAgentAnswer.Failure(
                SubAgentAnswer.Failure.UNREACHABLE,
                "the sub-agent " + task.subAgent().name()
                        + " cannot be reached: sub-agents are asked over the message bus, and this agent's transport.mode is Http");
    }
}
