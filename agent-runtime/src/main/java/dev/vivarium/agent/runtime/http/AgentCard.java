package dev.vivarium.agent.runtime.http;

import dev.vivarium.agent.contract.AgentConfiguration;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/**
 * An agent card of the A2A protocol, version 0.3. The agent does not speak A2A itself: its interfaces name transports of their own, as the protocol allows.
 * Instructions are not shown.
 */
record AgentCard(
        String protocolVersion,
        String name,
        String description,
        String url,
        String preferredTransport,
        List<Interface> additionalInterfaces,
        String version,
        Capabilities capabilities,
        List<String> defaultInputModes,
        List<String> defaultOutputModes,
        List<Skill> skills) {
    static final String TURNS = "https://vivarium.dev/transports/turns/v1alpha1";
    static final String CHAT = "https://vivarium.dev/transports/openai-chat-completions";

    private static final String PROTOCOL = "0.3.0";
    private static final List<String> TEXT = List.of("text/plain");

    record Interface(String url, String transport) {}

    record Capabilities(boolean streaming, boolean pushNotifications, boolean stateTransitionHistory) {}

    record Skill(String id, String name, String description, List<String> tags) {}

    /** @param base where the caller reached the agent */
    static AgentCard of(AgentConfiguration agent, URI base) {
        var turns = base.resolve("/v1/turns").toString();
        return new AgentCard(
                PROTOCOL,
                agent.name(),
                "%s %s in the namespace %s".formatted(agent.kind(), agent.name(), agent.namespace()),
                turns,
                TURNS,
                List.of(
                        new Interface(turns, TURNS),
                        new Interface(base.resolve("/v1/chat/completions").toString(), CHAT)),
                AgentConfiguration.CONTRACT_VERSION,
                new Capabilities(true, false, false),
                TEXT,
                TEXT,
                skills(agent));
    }

    private static List<Skill> skills(AgentConfiguration agent) {
        var skills = new ArrayList<Skill>();
        skills.add(new Skill("turn", "Conversation", "Answers a message", List.of("conversation")));
        for (var subAgent : agent.subAgents()) {
            var description =
                    subAgent.description() == null ? "Delegates to " + subAgent.name() : subAgent.description();
            skills.add(new Skill("sub-agent." + subAgent.name(), subAgent.name(), description, List.of("sub-agent")));
        }
        for (var server : agent.mcpServers()) {
            var tools = server.tools().isEmpty() ? "all of its tools" : String.join(", ", server.tools());
            skills.add(new Skill(
                    "mcp-server." + server.name(),
                    server.name(),
                    "Uses the MCP server " + server.name() + ": " + tools,
                    List.of("mcp-server")));
        }
        return skills;
    }
}
