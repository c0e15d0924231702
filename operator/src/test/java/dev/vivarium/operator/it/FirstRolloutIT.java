package dev.vivarium.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.operator.testkit.ApiServer;
import dev.vivarium.operator.testkit.RunningOperator;
import dev.vivarium.operator.testkit.Sandbox;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pods are started once, in whatever order the objects of a directory come. */
@ExtendWith(ApiServer.class)
class FirstRolloutIT {
    private static final Path EXAMPLE = Path.of(System.getProperty("vivarium.root"), "examples", "rockbot", "base");
    private static final String BROKER = """
            apiVersion: v1
            kind: Secret
            metadata: {name: rabbitmq}
            stringData: {url: "amqp://user:password@rabbitmq:5672"}
            """;
    private static final String SERVER = """
            apiVersion: vivarium.dev/v1alpha1
            kind: McpServer
            metadata: {name: m}
            spec: {image: "server:1"}
            """;
    private static final String STACK = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: stack}
            spec: {}
            """;

    private static ApiServer.Instance server;
    private static RunningOperator operator;

    private Sandbox sandbox;

    @BeforeAll
    static void start(ApiServer.Instance instance) {
        server = instance;
        operator = new RunningOperator(instance);
    }

    @AfterAll
    static void stop() {
        operator.close();
    }

    @BeforeEach
    void createNamespace() {
        sandbox = new Sandbox(server.client());
    }

    @AfterEach
    void deleteNamespace() {
        sandbox.close();
    }

    @Test
    void theWholeExampleAtOnceRollsNothingASecondTime() throws IOException {
        sandbox.apply(BROKER);
        for (var file : List.of("agents.yaml", "mcp-servers.yaml", "stack.yaml")) {
            sandbox.apply(Files.readString(EXAMPLE.resolve(file)));
        }

        for (var workload : List.of("Agent/rockbot", "SubAgent/research", "McpServer/notes", "McpServer/tools")) {
            sandbox.awaitProgrammed(workload.split("/")[0], workload.split("/")[1]);
        }
        for (var name : List.of("rockbot-agent", "research-subagent", "notes-mcp", "tools-mcp")) {
            assertStartedOnceWithTelemetry(name);
        }
    }

    @Test
    void aStackThatComesAMomentLaterRollsNothing() {
        sandbox.apply(SERVER);
        await("nothing started yet")
                .during(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(2))
                .until(() -> sandbox.get(Deployment.class, "m-mcp") == null);

        sandbox.apply(STACK);

        sandbox.awaitProgrammed("McpServer", "m");
        assertStartedOnceWithTelemetry("m-mcp");
    }

    @Test
    void withoutAStackItIsStartedAllTheSame() {
        sandbox.apply(SERVER);

        sandbox.awaitProgrammed("McpServer", "m");
        assertThat(sandbox.get(Deployment.class, "m-mcp").getMetadata().getGeneration())
                .isEqualTo(1);
    }

    private void assertStartedOnceWithTelemetry(String name) {
        await("no second rollout of " + name)
                .during(Duration.ofSeconds(2))
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> {
                    var deployment = sandbox.get(Deployment.class, name);
                    assertThat(deployment.getMetadata().getGeneration()).isEqualTo(1);
                    assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                            .containsKey("vivarium.dev/stack");
                });
        assertThat(sandbox.list(ReplicaSet.class))
                .filteredOn(set -> set.getMetadata().getName().startsWith(name + "-"))
                .hasSize(1);
    }
}
