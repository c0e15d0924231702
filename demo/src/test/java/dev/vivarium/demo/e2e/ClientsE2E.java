package dev.vivarium.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.demo.cluster.Resources;
import dev.vivarium.demo.prometheus.Expressions;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients of others, unchanged, against running pods. */
class ClientsE2E {
    private static final Path ROOT = Path.of(System.getProperty("vivarium.root"));

    private static final Duration SOON = Duration.ofMinutes(3);
    private static final String GREETER = "greeter";

    /** A server over stdin and stdout in nothing but a shell: any image that has one will do, and the broker's has. */
    private static final String GREETING = """
            while read -r line; do
              id=${line#*\\"id\\":}
              id=${id%%[,\\}]*}
              case $line in
                *'"initialize"'*) result='{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"shell","version":"1"}}' ;;
                *'"tools/list"'*) result='{"tools":[{"name":"greet","description":"Greets.","inputSchema":{"type":"object"}}]}' ;;
                *'"tools/call"'*) result='{"content":[{"type":"text","text":"Good day."}],"isError":false}' ;;
                *'"id"'*) result='{}' ;;
                *) continue ;;
              esac
              printf '{"jsonrpc":"2.0","id":%s,"result":%s}\\n' "$id" "$result"
            done
            """;

    @RegisterExtension
    static final Example EXAMPLE = new Example();

    @AfterEach
    void removeGreeter() {
        greeter().delete();
        EXAMPLE.await(
                "no pod of it is left",
                SOON,
                () -> EXAMPLE.cluster
                                .podsOf(Example.NAMESPACE, "McpServer", GREETER)
                                .isEmpty()
                        ? Optional.empty()
                        : Optional.of("its end"));
    }

    @Test
    void theClientOfOpenAiTalksToAnAgent() throws Exception {
        EXAMPLE.awaitReady();
        try (var forward = forward("Agent", Example.AGENT, "http")) {
            var saw = python("openai_chat.py", url(forward, "/v1"), "How much is (2 + 8) * 4?");

            assertThat(saw.path("answer").asText()).contains("40");
            assertThat(saw.path("tokens").asInt()).isPositive();
        }
    }

    @Test
    void theClientOfMcpTalksToAServerThroughItsProxy() throws Exception {
        EXAMPLE.awaitReady();
        try (var forward = forward("McpServer", "tools", "http")) {
            var saw = python("mcp_call.py", url(forward, "/mcp"), "calculate", "{\"expression\": \"6 * 7\"}");

            assertThat(saw.path("tools")).extracting(JsonNode::asText).contains("calculate");
            assertThat(saw.path("failed").asBoolean()).isFalse();
            assertThat(saw.path("result").asText()).isEqualTo("42");
        }
    }

    @Test
    void theClientOfMcpTalksToAServerThatSpeaksOverStdinThroughTheBridge() throws Exception {
        EXAMPLE.awaitReady();
        EXAMPLE.cluster.client().resource(shellServer()).serverSideApply();
        EXAMPLE.await(
                "the bridged server ready",
                SOON,
                () -> Optional.of(Resources.state(greeter().require()))
                        .filter(state -> !state.is(Resources.READY))
                        .map(state -> state.describe(Resources.READY)));
        EXAMPLE.await(
                "its tools discovered",
                SOON,
                () -> greeter().require().getStatus().tools().stream()
                                .anyMatch(tool -> tool.name().equals("greet"))
                        ? Optional.empty()
                        : Optional.of("them"));

        try (var forward = forward("McpServer", GREETER, "http")) {
            var saw = python("mcp_call.py", url(forward, "/mcp"), "greet", "{}");
            assertThat(saw.path("tools")).extracting(JsonNode::asText).containsExactly("greet");
            assertThat(saw.path("result").asText()).isEqualTo("Good day.");
        }

        var calls = new Expressions(Example.NAMESPACE)
                .count(
                        Catalog.MCP_SERVER_DURATION,
                        Expressions.NAME,
                        Attribute.NETWORK_TRANSPORT.label(),
                        Attribute.TOOL_NAME.label());
        EXAMPLE.await(
                "its call in Prometheus",
                SOON,
                () -> EXAMPLE.reader.prometheus().query(calls).stream()
                                .anyMatch(
                                        sample -> sample.label(Expressions.NAME).equals(GREETER)
                                                && sample.label(Attribute.NETWORK_TRANSPORT.label())
                                                        .equals("pipe")
                                                && sample.label(Attribute.TOOL_NAME.label())
                                                        .equals("greet")
                                                && sample.number() == 1)
                        ? Optional.empty()
                        : Optional.of("the series"));
    }

    private static Resource<McpServer> greeter() {
        return EXAMPLE.cluster
                .client()
                .resources(McpServer.class)
                .inNamespace(Example.NAMESPACE)
                .withName(GREETER);
    }

    private static McpServer shellServer() {
        var broker = EXAMPLE.cluster
                .client()
                .pods()
                .inNamespace(Example.NAMESPACE)
                .withName("rabbitmq-0")
                .require();
        var manifest = Map.of(
                "apiVersion",
                "vivarium.dev/v1alpha1",
                "kind",
                "McpServer",
                "metadata",
                Map.of("name", GREETER, "namespace", Example.NAMESPACE),
                "spec",
                Map.of(
                        "image",
                        broker.getSpec().getContainers().getFirst().getImage(),
                        "transport",
                        "stdio",
                        "command",
                        List.of("sh", "-c", GREETING)));
        return new KubernetesSerialization().convertValue(manifest, McpServer.class);
    }

    private static LocalPortForward forward(String kind, String name, String port) {
        var pod = EXAMPLE.cluster.podsOf(Example.NAMESPACE, kind, name).stream()
                .filter(Readiness::isPodReady)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no pod of " + kind + " " + name + " is ready"));
        var number = pod.getSpec().getContainers().stream()
                .flatMap(container -> container.getPorts().stream())
                .filter(declared -> port.equals(declared.getName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no port " + port + " of " + kind + " " + name))
                .getContainerPort();
        return EXAMPLE.cluster.client().pods().resource(pod).portForward(number);
    }

    private static String url(LocalPortForward forward, String path) {
        return "http://127.0.0.1:" + forward.getLocalPort() + path;
    }

    /** Runs a program of {@code src/test/python} with the packages of the testbed, and reads what it printed. */
    private static JsonNode python(String program, String... arguments) throws IOException, InterruptedException {
        var python = output(List.of(ROOT.resolve("testbed/bin/testbed").toString(), "python"));
        var command = new ArrayList<>(List.of(
                python.strip(),
                ROOT.resolve("demo/src/test/python").resolve(program).toString()));
        command.addAll(List.of(arguments));
        return new ObjectMapper().readTree(output(command));
    }

    private static String output(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command.toString()).isZero();
        return output;
    }
}
