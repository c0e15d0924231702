package dev.vivarium.agent.runtime.turn;

import io.opentelemetry.context.Context;

/**
 * Where a turn comes from.
 *
 * @param source routing key of the agent that delegated it, or {@link dev.vivarium.agent.contract.MessageHeaders#SOURCE_USER}
 * @param depth steps of delegation between the user's message and this turn; 0 for the user's own
 * @param trace trace context and baggage of the message
 */
public record TurnContext(String source, int depth, Context trace) {}
