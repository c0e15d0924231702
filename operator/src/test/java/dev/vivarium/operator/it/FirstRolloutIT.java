package dev.vivarium.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.operator.testkit.ApiServer;
import dev.vivarium.operator.testkit.BriefIntervals;
import dev.vivarium.operator.testkit.RunningOperator;
import dev.vivarium.operator.testkit.Sandbox;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
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

    /** Longer than any machine takes to apply a directory. */
    private static final Duration PATIENCE = Sandbox.SOON;

    private final ApiServer.Instance server;
    private Sandbox sandbox;

    FirstRolloutIT(ApiServer.Instance server) {
        this.server = server;
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
        try (var operator = new RunningOperator(server, BriefIntervals.with(PATIENCE))) {
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
    }

    @Test
    void aStackThatComesAMomentLaterRollsNothing() {
        try (var operator = new RunningOperator(server, BriefIntervals.with(PATIENCE))) {
            sandbox.apply(SERVER);
            Sandbox.assertStays(
                    "nothing started yet",
                    Duration.ofSeconds(1),
                    () -> assertThat(sandbox.get(Deployment.class, "m-mcp")).isNull());

            sandbox.apply(STACK);

            sandbox.awaitProgrammed("McpServer", "m");
            assertStartedOnceWithTelemetry("m-mcp");
        }
    }

    @Test
    void withoutAStackItIsStartedAllTheSame() {
        try (var operator = new RunningOperator(server, BriefIntervals.with(Duration.ofSeconds(1)))) {
            sandbox.apply(SERVER);

            sandbox.awaitProgrammed("McpServer", "m");
            assertThat(sandbox.require(Deployment.class, "m-mcp").getMetadata().getGeneration())
                    .isEqualTo(1);
        }
    }

    private void assertStartedOnceWithTelemetry(String name) {
        Sandbox.assertStays("no second rollout of " + name, Duration.ofSeconds(2), () -> {
            var deployment = sandbox.require(Deployment.class, name);
            assertThat(deployment.getMetadata().getGeneration()).isEqualTo(1);
            assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                    .containsKey("vivarium.dev/stack");
        });
        await("its pods")
                .atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(sandbox.list(ReplicaSet.class))
                        .filteredOn(set -> set.getMetadata().getName().startsWith(name + "-"))
                        .hasSize(1));
    }
}
