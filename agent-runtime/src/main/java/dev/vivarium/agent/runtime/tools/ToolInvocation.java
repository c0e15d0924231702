package dev.vivarium.agent.runtime.tools;

import java.time.Duration;

/**
 * One call of a tool.
 *
 * @param arguments JSON object, as the model wrote it
 * @param id names the call within everything that the agent does
 * @param depth steps of delegation between the user's message and this turn
 * @param timeLeft what is left of the turn
 */
public record ToolInvocation(String arguments, String id, int depth, Duration timeLeft) {}
