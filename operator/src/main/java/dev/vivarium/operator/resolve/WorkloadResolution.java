package dev.vivarium.operator.resolve;

import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.SubAgent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an Agent's or SubAgent's references stand for.
 *
 * @param instructions empty when they cannot be found; a blocking problem then says why
 * @param modelKeys API keys by the field below {@code spec} of their model; none for a model that names none or whose key cannot be found
 * @param brokerUrl empty when no broker is needed or it cannot be found
 * @param environmentDigest hash of what the variables of {@code spec.env} take from Secrets and ConfigMaps; empty when they take nothing
 * @param subAgents those that can be delegated to
 * @param mcpServers those whose tools can be called
 * @param problems in the order of the fields
 */
public record WorkloadResolution(
        StackChoice stack,
        Optional<String> instructions,
        Map<String, ResolvedSecret> modelKeys,
        Optional<ResolvedSecret> brokerUrl,
        String environmentDigest,
        List<DelegationTarget> subAgents,
        List<ToolServer> mcpServers,
        List<ResolutionProblem> problems) {
    public WorkloadResolution {
        modelKeys = Map.copyOf(modelKeys);
        subAgents = List.copyOf(subAgents);
        mcpServers = List.copyOf(mcpServers);
        problems = List.copyOf(problems);
    }

    /** @param description what the parent's model is told */
    public record DelegationTarget(SubAgent subAgent, String description) {}

    /**
     * @param tools those that may be called; all when empty
     * @param headers by the name of the HTTP header
     */
    public record ToolServer(McpServer server, String url, List<String> tools, Map<String, ResolvedSecret> headers) {
        public ToolServer {
            tools = List.copyOf(tools);
        }
    }

    /** Whether pods that are started now would work. */
    public boolean canRun() {
        return problems.stream().noneMatch(ResolutionProblem::isBlocking);
    }

    /** Whether everything that an agent may refer to is there, a stack that it need not name included. */
    public boolean isComplete() {
        return problems.isEmpty() && chosenStack().isPresent();
    }

    public Optional<ObservabilityStack> chosenStack() {
        return stack.chosen();
    }
}
