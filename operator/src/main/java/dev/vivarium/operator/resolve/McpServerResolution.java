package dev.vivarium.operator.resolve;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an McpServer's references stand for.
 *
 * @param headers by the name of the HTTP header; empty when the value of one cannot be found
 */
public record McpServerResolution(
        StackChoice stack, Optional<Map<String, ResolvedSecret>> headers, List<ResolutionProblem> problems) {
    public McpServerResolution {
        problems = List.copyOf(problems);
    }
}
