package dev.vivarium.operator.resolve;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an McpServer's references stand for.
 *
 * @param headers by the name of the HTTP header; empty when the value of one cannot be found
 * @param environmentDigest hash of what the variables of {@code spec.env} take from Secrets and ConfigMaps; empty when they take nothing
 */
public record McpServerResolution(
        StackChoice stack,
        Optional<Map<String, ResolvedSecret>> headers,
        String environmentDigest,
        List<ResolutionProblem> problems) {
    public McpServerResolution {
        problems = List.copyOf(problems);
    }

    /** Whether pods that are started now would work. */
    public boolean canRun() {
        return problems.stream().noneMatch(ResolutionProblem::isBlocking);
    }

    /** Whether everything that a server may refer to is there, a stack that it need not name included. */
    public boolean isComplete() {
        return problems.isEmpty() && stack.chosen().isPresent();
    }
}
