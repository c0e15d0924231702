package dev.vivarium.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class RenderCommandTest {
    private static final Path ROOT = Path.of(System.getProperty("vivarium.root"));
    private static final String AGENT = """
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata: {name: a}
            spec:
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              transport: {mode: Http}
            """;
    private static final String STACK = """
            ---
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: stack}
            spec: {grafana: {mode: Sidecar}}
            """;

    @TempDir
    private Path directory;

    private record Outcome(int exitCode, String out, String err) {}

    @Test
    void rendersEveryChildOfEveryResourceOfTheExample() throws IOException {
        var outcome = run(
                "",
                "render",
                ROOT.resolve("examples").resolve("rockbot").resolve("base").toString());

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out())
                .contains(
                        "# ObservabilityStack rockbot/rockbot",
                        "# McpServer rockbot/notes",
                        "# McpServer rockbot/tools",
                        "# SubAgent rockbot/research",
                        "# Agent rockbot/rockbot");
        assertThat(names(outcome.out()))
                .contains(
                        "Deployment rockbot/rockbot-agent",
                        "ConfigMap rockbot/rockbot-agent",
                        "Deployment rockbot/research-subagent",
                        "Deployment rockbot/notes-mcp",
                        "Service rockbot/tools-mcp",
                        "StatefulSet rockbot/rockbot-prometheus",
                        "StatefulSet rockbot/rockbot-collector",
                        "ConfigMap rockbot/rockbot-prometheus");
    }

    @Test
    void rendersTheSameEachTime() {
        assertThat(run(AGENT + STACK, "render", "-").out())
                .isEqualTo(run(AGENT + STACK, "render", "-").out());
    }

    @Test
    void findsNothingWrongWithTheExamples() {
        var outcome = run(
                "",
                "check",
                ROOT.resolve("examples").resolve("rockbot").resolve("base").toString());

        assertThat(outcome.exitCode()).as(outcome.out()).isZero();
        assertThat(outcome.out()).isEqualTo("5 resources, nothing is wrong\n");
        assertThat(outcome.err())
                .isEqualTo("Secret rockbot/rabbitmq is not among the manifests and assumed to exist\n");
    }

    @Test
    void putsManifestsWithoutNamespaceIntoTheOneThatIsNamed() {
        assertThat(names(run(AGENT + STACK, "render", "-n", "team", "-").out())).contains("Deployment team/a-agent");
        assertThat(names(run(AGENT + STACK, "render", "-").out())).contains("Deployment default/a-agent");
    }

    @Test
    void readsADirectoryInItsOrderAndLeavesOtherFilesAlone() throws IOException {
        Files.writeString(directory.resolve("b.yml"), AGENT);
        Files.createDirectories(directory.resolve("sub"));
        Files.writeString(directory.resolve("sub").resolve("stack.yaml"), STACK);
        Files.writeString(directory.resolve("notes.txt"), "no manifest");

        var outcome = run("", "check", directory.toString());

        assertThat(outcome.out()).isEqualTo("2 resources, nothing is wrong\n");
    }

    @Test
    void readsAListOfManifests() {
        var list = """
                {"apiVersion": "v1", "kind": "List", "items": [
                  {"apiVersion": "vivarium.dev/v1alpha1", "kind": "McpServer", "metadata": {"name": "m"}, "spec": {"image": "i:1"}},
                  {"apiVersion": "vivarium.dev/v1alpha1", "kind": "ObservabilityStack", "metadata": {"name": "s"}, "spec": {}}]}
                """;

        assertThat(names(run(list, "render", "-").out())).contains("Deployment default/m-mcp");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        sub-agent that does not exist | 'subAgents: [{name: ghost}]'               | spec.subAgents[0].name: SubAgent ghost does not exist in namespace default
        MCP server that does not exist| 'mcpServers: [{name: ghost}]'              | spec.mcpServers[0].name: McpServer ghost does not exist in namespace default
        variable of the operator      | 'env: [{name: OTEL_SERVICE_NAME, value: x}]'| spec.env: OTEL_SERVICE_NAME is set by the operator
        no pod template               | 'podTemplate: {spec: {containers: oops}}'  | spec.podTemplate
        """)
    void checkTellsWhatTheConditionsWouldSay(String name, String line, String message) {
        var outcome = run(AGENT + "  " + line + "\n" + STACK, "check", "-");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains("Agent default/a: " + message, "2 resources, 1 with problems");
    }

    @Test
    void renderSaysWhatCannotBeRendered() {
        var outcome = run(AGENT.replace("{mode: Http}", "{mode: Queue}") + STACK, "render", "-");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("Agent default/a: spec.transport.mode: Queue needs a message broker");
        assertThat(names(outcome.out())).contains("StatefulSet default/stack-prometheus");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        unknown field     | modell: x                                 | spec.modell: there is no such field
        deep unknown field| 'limits: {maxIteration: 3}'               | spec.limits.maxIteration: there is no such field
        wrong quantity    | 'resources: {limits: {memory: lots}}'     | spec.resources.limits.memory: 'lots' must be a Kubernetes quantity such as 100m, 1 or 256Mi
        too many          | replicas: 101                             | spec.replicas: 101 must be at most 100
        too few           | replicas: -1                              | spec.replicas: -1 must be at least 0
        wrong type        | replicas: two                             | spec.replicas: must be a whole number
        number for text   | 'alerts: {costPerHour: {threshold: 2.5}}' | spec.alerts.costPerHour.threshold: must be text; put it into quotes
        unknown choice    | 'telemetry: {semconv: newest}'            | spec.telemetry.semconv
        twice the same    | 'mcpServers: [{name: s}, {name: s}]'      | spec.mcpServers[1]: is the same as an earlier entry
        """)
    void aFieldThatTheApiServerWouldRefuseIsTold(String name, String line, String message) throws IOException {
        var file = Files.writeString(directory.resolve("agent.yaml"), AGENT + "  " + line + "\n");

        for (var command : List.of("check", "render")) {
            var outcome = run("", command, file.toString());

            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.err()).startsWith(file + ": Agent a: " + message);
            assertThat(outcome.out()).isEmpty();
        }
    }

    @Test
    void everythingThatIsWrongInADocumentIsTold() {
        var outcome = run(AGENT + "  modell: x\n  replicas: 101\n", "check", "-");

        assertThat(outcome.err().lines())
                .containsExactlyInAnyOrder(
                        "standard input: Agent a: spec.modell: there is no such field",
                        "standard input: Agent a: spec.replicas: 101 must be at most 100");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        bad YAML         | 'apiVersion: v1\n  kind: [x'                                                 | , line 2: not YAML:
        no manifest      | just text                                                                    | : a manifest is an object with apiVersion and kind
        no kind          | 'apiVersion: v1\nmetadata: {name: a}'                                        | : apiVersion, kind or metadata.name is missing
        unknown kind     | 'apiVersion: vivarium.dev/v1alpha1\nkind: Robot\nmetadata: {name: a}\nspec: {}' | : vivarium.dev/v1alpha1 has no kind Robot
        unknown version  | 'apiVersion: vivarium.dev/v9\nkind: Agent\nmetadata: {name: a}\nspec: {}'    | : vivarium.dev/v9 is not a version of this API
        no spec          | 'apiVersion: vivarium.dev/v1alpha1\nkind: Agent\nmetadata: {name: a}'        | : Agent a: spec: is required
        missing field    | 'apiVersion: vivarium.dev/v1alpha1\nkind: Agent\nmetadata: {name: a}\nspec: {}' | : Agent a: spec.instructions: is required
        dotted name      | 'apiVersion: vivarium.dev/v1alpha1\nkind: Agent\nmetadata: {name: a.b}\nspec: {}' | : Agent a.b: metadata.name must be a DNS label of at most 45 characters
        """)
    void aFileThatCannotBeUsedIsTold(String name, String content, String message) throws IOException {
        var file = Files.writeString(directory.resolve("bad.yaml"), content.replace("\\n", "\n"));

        var outcome = run("", "check", file.toString());

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains(file + message);
    }

    @Test
    void aDocumentThatIsNotTheFirstIsNumbered() {
        var outcome = run(STACK + "---\n" + AGENT + "  modell: x\n", "check", "-");

        assertThat(outcome.err()).startsWith("standard input (document 2): Agent a: spec.modell");
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "render"})
    void aMissingFileIsTold(String command) {
        var file = directory.resolve("missing.yaml").toString();

        assertThat(run("", command, file)).isEqualTo(new Outcome(2, "", file + ": there is no such file\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"check", "render"})
    void withoutFilesTheUsageIsShown(String command) {
        var outcome = run("", command);

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.err()).contains("Missing required parameter", "FILE", "Usage: vivarium " + command);
    }

    @Test
    void aKustomizationsNamespaceIsSetAndWhatIsNotFollowedIsSaid() throws IOException {
        Files.writeString(directory.resolve("agent.yaml"), AGENT);
        Files.writeString(
                directory.resolve("kustomization.yaml"),
                "namespace: team\nresources: [agent.yaml]\nimages: [{name: x, newTag: y}]\n");

        var outcome = run("", "render", directory.toString());

        assertThat(names(outcome.out())).contains("Deployment team/a-agent");
        assertThat(outcome.err()).contains(directory.resolve("kustomization.yaml") + ": images is not followed");
    }

    private static List<String> names(String yaml) {
        try (var documents = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            var names = new ArrayList<String>();
            while (documents.hasNext()) {
                var document = documents.next();
                names.add(document.path("kind").asText() + " "
                        + document.at("/metadata/namespace").asText() + "/"
                        + document.at("/metadata/name").asText());
            }
            return names;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Outcome run(String input, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        var command = new RenderCommand(() -> new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        var exitCode = new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }
}
