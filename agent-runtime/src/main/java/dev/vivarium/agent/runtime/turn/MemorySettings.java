package dev.vivarium.agent.runtime.turn;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds on what the agent remembers; all positive. */
@ConfigMapping(prefix = "vivarium.memory")
public interface MemorySettings {
    /** Most conversations; the one used least recently is forgotten. */
    @WithDefault("1000")
    int maxConversations();

    /** Most messages of one conversation that the model sees again, tool calls and results included; at least 4. */
    @WithDefault("100")
    int maxMessages();

    /** Most tokens of one conversation that the model sees again, estimated at four characters each; at least 100. */
    @WithDefault("32000")
    int maxTokens();

    /** Whether the model of the low tier summarises what would be forgotten; a call that counts and costs like any other. */
    @WithDefault("true")
    boolean summarise();
}
