package dev.vivarium.operator.resolve;

import dev.vivarium.api.v1alpha1.McpServer;
import java.util.ArrayList;

/** Resolves the references of McpServers. */
public final class McpServerResolver {
    private final ResourceLookup lookup;
    private final StackResolver stacks;

    public McpServerResolver(ResourceLookup lookup, StackResolver stacks) {
        this.lookup = lookup;
        this.stacks = stacks;
    }

    public McpServerResolution resolve(McpServer server) {
        var problems = new ArrayList<ResolutionProblem>();
        var namespace = server.getMetadata().getNamespace();
        var stack = stacks.choose(namespace, server.getSpec().telemetry());
        stack.problem().ifPresent(problems::add);
        var values = new ValueResolver(lookup, namespace, problems::add);
        var headers = McpServers.headers(server, values, "");
        var environment = values.environment(server.getSpec().env());
        return new McpServerResolution(stack, headers, environment, problems);
    }
}
