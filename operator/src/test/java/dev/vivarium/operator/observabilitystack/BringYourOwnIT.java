package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.operator.pods.Blueprint;
import dev.vivarium.operator.resolve.StackResolver;
import dev.vivarium.operator.resolve.Workload;
import dev.vivarium.operator.resolve.WorkloadResolver;
import dev.vivarium.operator.testkit.Manifests;
import dev.vivarium.operator.testkit.Ports;
import dev.vivarium.operator.testkit.Sandbox;
import dev.vivarium.operator.workload.desired.WorkloadBlueprint;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example of an agent with an image of its own, run as it is in the repository: with the configuration and the environment that the operator makes of its
 * manifest, against the real collector with the operator's configuration.
 */
class BringYourOwnIT {
    private static final Path EXAMPLE = Path.of(System.getProperty("vivarium.root"), "examples", "bring-your-own");
    private static final int TURNS = 3;

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void itsLegacyNamesBecomeTheCatalogues() throws IOException, InterruptedException {
        try (var collector = RunningCollector.start(directory)) {
            var turns = Ports.free();
            var management = Ports.free();
            var log = directory.resolve("agent.log");
            var process = start(log, collector.endpoint(), turns, management);
            try {
                await().atMost(Sandbox.SOON).until(() -> {
                    assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
                    return isReady(management);
                });
                for (var i = 0; i < TURNS; i++) {
                    var reply = turn(turns, "{\"input\": \"one two three\"}");
                    assertThat(reply.path("output").asText()).isEqualTo("You said: one two three");
                }
                assertThat(turn(turns, "{}").at("/error/type").asText()).isEqualTo("invalid_request");
                process.destroy();
                assertThat(process.waitFor(Sandbox.SOON.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(process.exitValue()).as(Files.readString(log)).isZero();
            } finally {
                process.destroyForcibly();
            }
            // Everything was sent by the end of the process.
            await().atMost(Sandbox.SOON).untilAsserted(() -> assertCounted(collector.exported()));
        } finally {
            http.close();
        }
    }

    private static void assertCounted(String exported) {
        assertThat(value(exported, "vivarium_agent_turns_total", "vivarium_turn_origin=\"user\""))
                .isEqualTo(TURNS);
        assertThat(value(exported, "gen_ai_invoke_agent_duration_seconds_count", "gen_ai_agent_name=\"python\""))
                .isEqualTo(TURNS);
        assertThat(value(
                        exported,
                        "gen_ai_client_inference_duration_seconds_count",
                        "gen_ai_provider_name=\"simulated\""))
                .isEqualTo(TURNS);
        // "Answer briefly." and what was said; "You said:" and the same.
        assertThat(value(exported, "gen_ai_client_inference_usage_input_tokens_total", "gen_ai_request_model=\"echo\""))
                .isEqualTo(TURNS * 5);
        assertThat(value(exported, "gen_ai_client_inference_usage_output_tokens_total", "k8s_namespace_name=\"own\""))
                .isEqualTo(TURNS * 5);
    }

    private Process start(Path log, String endpoint, int turns, int management)
            throws IOException, InterruptedException {
        var manifests = Manifests.parse(Files.readString(EXAMPLE.resolve("agent.yaml")));
        var agent = Workload.of(manifests.only(Agent.class));
        var resolution = new WorkloadResolver(manifests, new StackResolver(manifests, Optional.empty())).resolve(agent);
        var children = ((Blueprint.Children) new WorkloadBlueprint(StackCase.SETTINGS.images()).of(agent, resolution))
                .objects();
        var configuration = children.stream()
                .filter(ConfigMap.class::isInstance)
                .map(ConfigMap.class::cast)
                .map(map -> map.getData().get("agent.yaml"))
                .findFirst()
                .orElseThrow();
        var python = Program.python(directory);
        var environment = children.stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .flatMap(deployment -> deployment.getSpec().getTemplate().getSpec().getContainers().stream())
                .filter(container -> container.getName().equals("agent"))
                .flatMap(container -> container.getEnv().stream())
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, variable -> asInAPod(variable.getValue())));
        environment.putAll(Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", endpoint,
                "VIVARIUM_AGENT_CONFIG",
                        Files.writeString(directory.resolve("agent.yaml"), configuration)
                                .toString(),
                "HOST", "127.0.0.1",
                "PORT_8080", Integer.toString(turns),
                "PORT_9000", Integer.toString(management)));
        return python.start(environment, log, EXAMPLE.resolve("agent.py").toString());
    }

    /** Kubernetes puts the values of variables in. */
    private static String asInAPod(String value) {
        return value.replaceAll("\\$\\(\\w+\\)", "own-1");
    }

    private boolean isReady(int port) throws InterruptedException {
        try {
            return get(port, "/q/health/ready").statusCode() == 200
                    && get(port, "/q/metrics").body().contains("process_cpu_seconds_total");
        } catch (IOException e) {
            return false;
        }
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonNode turn(int port, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/turns"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return new ObjectMapper()
                .readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    private static double value(String exported, String series, String label) {
        var line =
                Pattern.compile("^" + series + "\\{[^}]*" + Pattern.quote(label) + "[^}]*} (\\S+)", Pattern.MULTILINE);
        return line.matcher(exported)
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }
}
