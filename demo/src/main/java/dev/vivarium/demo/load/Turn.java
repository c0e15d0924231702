package dev.vivarium.demo.load;

import java.util.Optional;

/**
 * One message to the agent.
 *
 * @param expected text that the answer must contain since a tool's result does
 */
public record Turn(Channel channel, String turnId, String conversationId, String input, Optional<String> expected) {}
