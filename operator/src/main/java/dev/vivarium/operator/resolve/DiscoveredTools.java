package dev.vivarium.operator.resolve;

import dev.vivarium.api.v1alpha1.DiscoveredTool;
import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.api.v1alpha1.McpServerStatus;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What an McpServer said that it offers, as its status has it. */
public final class DiscoveredTools {
    /** In a message, which is for people. */
    private static final int MOST_NAMED = 10;

    private DiscoveredTools() {}

    /** Names of the tools; empty when they are not known. */
    public static List<String> names(McpServer server) {
        return Optional.ofNullable(server.getStatus()).map(McpServerStatus::tools).orElse(List.of()).stream()
                .map(DiscoveredTool::name)
                .toList();
    }

    /** Says which of these tools the server does not offer, and what it does; empty when it offers them all, or that is not known. */
    static Optional<String> problem(McpServer server, Collection<String> named) {
        var offered = names(server);
        var unknown = named.stream()
                .filter(tool -> !offered.contains(tool))
                .distinct()
                .toList();
        // A list that is full may have been cut.
        if (unknown.isEmpty() || offered.isEmpty() || offered.size() >= McpServerStatus.MOST_TOOLS) {
            return Optional.empty();
        }
        return Optional.of("McpServer " + server.getMetadata().getName() + " does not offer " + listed(unknown)
                + "; it offers " + listed(offered));
    }

    private static String listed(List<String> names) {
        var more = names.size() - MOST_NAMED;
        return String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMED)))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
