package dev.vivarium.agent.runtime.delegation;

/** Hands tasks to sub-agents. */
public interface SubAgentClient {
    /**
     * Delegates one task and waits for its answer on the calling thread, which should be a virtual one. Never throws: a failure is an answer with an
     * error, also when the sub-agent does not answer within its timeout or the calling thread is interrupted.
     */
    SubAgentAnswer delegate(SubAgentTask task);
}
