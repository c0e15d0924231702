package dev.vivarium.agent.runtime.delegation;

import dev.vivarium.agent.contract.AgentConfiguration;
import io.opentelemetry.context.Context;
import java.time.Duration;

/**
 * A task for a sub-agent.
 *
 * @param conversationId conversation of the sub-agent's own that the task belongs to
 * @param depth steps of delegation between the user's message and the sub-agent's turn; at least 1
 * @param timeout longest time to wait for the answer: what is left of the parent's turn, at most the sub-agent's own limit
 * @param trace trace context and baggage to pass on
 */
public record SubAgentTask(
        AgentConfiguration.SubAgent subAgent,
        String conversationId,
        String input,
        int depth,
        Duration timeout,
        Context trace) {}
