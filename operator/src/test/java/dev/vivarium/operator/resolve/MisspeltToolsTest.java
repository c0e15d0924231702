package dev.vivarium.operator.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.operator.resolve.WorkloadResolution.ToolServer;
import dev.vivarium.operator.status.Reasons;
import dev.vivarium.operator.testkit.Manifests;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tools that an agent names and its server does not offer. */
class MisspeltToolsTest {
    private static final String MANIFESTS = """
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata: {name: a, namespace: team}
            spec:
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              transport: {mode: Http}
              mcpServers: [{name: notes, tools: [%s]}]
            ---
            apiVersion: vivarium.dev/v1alpha1
            kind: McpServer
            metadata: {name: notes, namespace: team}
            spec: {url: "http://notes.example/mcp"}
            """;

    @Test
    void aToolThatIsNotOfferedIsNamedWithThoseThatAre() {
        var resolution = resolve("add, serach", "add", "search");

        assertThat(resolution.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.reason()).isEqualTo(Reasons.TOOL_NOT_FOUND);
            assertThat(problem.isBlocking()).isFalse();
            assertThat(problem.message())
                    .isEqualTo(
                            "spec.mcpServers[0].tools: McpServer notes does not offer serach; it offers add, search");
        });
    }

    /** So that nothing is rolled out, neither now nor when the tool comes. */
    @Test
    void whatTheAgentIsGivenIsTheSame() {
        assertThat(tools(resolve("add, serach", "add", "search")))
                .isEqualTo(tools(resolve("add, serach", "add", "serach")))
                .isEqualTo(tools(resolve("add, serach")))
                .containsExactly("add", "serach");
    }

    @Test
    void nothingIsWrongWhileNobodyKnowsWhatIsOffered() {
        assertThat(resolve("add, serach").problems()).isEmpty();
    }

    @Test
    void nothingIsWrongWithWhatIsOffered() {
        assertThat(resolve("add", "add", "search").problems()).isEmpty();
        assertThat(resolve("", "add", "search").problems()).isEmpty();
    }

    @Test
    void aListThatMayHaveBeenCutProvesNothing() {
        assertThat(resolve("serach", many(512)).problems()).isEmpty();
        assertThat(resolve("serach", many(511)).problems()).hasSize(1);
    }

    @Test
    void theSentenceStaysShort() {
        var named = IntStream.range(0, 256).mapToObj(i -> "other" + i).collect(Collectors.joining(","));

        assertThat(resolve(named, many(100)).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message())
                        .contains("other9 and 246 more; it offers tool0, ", "tool9 and 90 more"));
    }

    private static String[] many(int number) {
        return IntStream.range(0, number).mapToObj(i -> "tool" + i).toArray(String[]::new);
    }

    private static List<String> tools(WorkloadResolution resolution) {
        return resolution.mcpServers().stream()
                .map(ToolServer::tools)
                .findFirst()
                .orElseThrow();
    }

    private static WorkloadResolution resolve(String named, String... offered) {
        var status = List.of(offered).stream()
                .map("{name: %s}"::formatted)
                .collect(Collectors.joining(", ", "status: {tools: [", "]}\n"));
        var manifests = Manifests.parse(MANIFESTS.formatted(named) + (offered.length == 0 ? "" : status));
        return new WorkloadResolver(manifests, new StackResolver(manifests, Optional.empty()))
                .resolve(Workload.of(manifests.only(Agent.class)));
    }
}
