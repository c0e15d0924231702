package dev.vivarium.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients of others, unchanged, against running pods. */
class ClientsE2E {
    private static final Path ROOT = Path.of(System.getProperty("vivarium.root"));

    @RegisterExtension
    static final Example EXAMPLE = new Example();

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
