package dev.vivarium.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pods are replaced while turns are under way, as every upgrade does. */
class RolloutsE2E {
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final List<String> MCP_SERVERS = List.of("tools-mcp", "notes-mcp");

    @RegisterExtension
    static final Example EXAMPLE = new Example();

    @Test
    void noTurnFailsWhileTheMcpServersAreReplacedAgainAndAgain() {
        EXAMPLE.awaitReady();
        var rolls = 0;
        // A thread of its own: the HTTP client's answers come on the common pool, which is small.
        try (var threads = Executors.newSingleThreadExecutor()) {
            var load = CompletableFuture.supplyAsync(() -> EXAMPLE.load(150, 30), threads);
            while (!load.isDone()) {
                MCP_SERVERS.forEach(name -> deployment(name).rolling().restart());
                MCP_SERVERS.forEach(RolloutsE2E::awaitRolledOut);
                rolls++;
            }
            var summary = load.join();
            assertThat(summary.complete()).as(summary.text()).isTrue();
        }
        assertThat(rolls).isPositive();
        EXAMPLE.awaitReady();
        EXAMPLE.awaitExactSums();
    }

    private static void awaitRolledOut(String name) {
        EXAMPLE.await(
                name + " rolled out",
                SOON,
                () -> isRolledOut(deployment(name).get()) ? Optional.empty() : Optional.of("its new pod"));
    }

    private static boolean isRolledOut(Deployment deployment) {
        var status = deployment.getStatus();
        var replicas = deployment.getSpec().getReplicas();
        return deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
                && replicas.equals(status.getUpdatedReplicas())
                && replicas.equals(status.getReplicas())
                && replicas.equals(status.getAvailableReplicas());
    }

    private static RollableScalableResource<Deployment> deployment(String name) {
        return EXAMPLE.cluster
                .client()
                .apps()
                .deployments()
                .inNamespace(Example.NAMESPACE)
                .withName(name);
    }
}
