package dev.vivarium.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.Labels;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Everything that a turn needs is killed while turns are under way. */
class CrashesE2E {
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final int TURNS = 200;
    private static final int TURNS_OVER_HTTP = 80;
    /** Turns that may be under way at the kill of an agent or of the broker. */
    private static final int MOST_UNDER_WAY = Example.CONCURRENCY;

    /** The labels of what is killed, one after the other. */
    private static final List<Map<String, String>> VICTIMS = List.of(
            Map.of(Labels.OWNER_KIND, "Agent", Labels.OWNER_NAME, Example.AGENT),
            Map.of(Labels.OWNER_KIND, "SubAgent", Labels.OWNER_NAME, "research"),
            Map.of(Labels.NAME, "rabbitmq"),
            Map.of(Labels.NAME, "collector"),
            Map.of(Labels.OWNER_KIND, "McpServer", Labels.OWNER_NAME, "tools"),
            Map.of(Labels.OWNER_KIND, "McpServer", Labels.OWNER_NAME, "notes"));

    @RegisterExtension
    static final Example EXAMPLE = new Example();

    @Test
    void everyTurnIsAnsweredOnceThoughEverythingIsKilled() {
        EXAMPLE.awaitReady();
        // A thread of its own: the HTTP client's answers come on the common pool, which is small.
        try (var threads = Executors.newSingleThreadExecutor()) {
            var load = CompletableFuture.supplyAsync(() -> EXAMPLE.load(TURNS, TURNS_OVER_HTTP), threads);
            VICTIMS.forEach(CrashesE2E::kill);
            var summary = load.join();
            assertThat(summary.answeredOnce()).as(summary.text()).isTrue();
            // What was published, and not yet written down or confirmed when the agent or the broker was killed.
            assertThat(summary.repetitions()).as(summary.text()).isLessThanOrEqualTo(2 * MOST_UNDER_WAY);
            // A client over HTTP is told by its broken connection, not by silence.
            assertThat(summary.lostOverHttp())
                    .as(summary.text())
                    .hasSizeLessThanOrEqualTo(MOST_UNDER_WAY)
                    .allSatisfy(lost -> assertThat(lost.duration()).isLessThan(Example.REPLY));
        }
        EXAMPLE.awaitReady();
        EXAMPLE.awaitExactSums();
    }

    private static void kill(Map<String, String> labels) {
        // That of a sub-agent on demand comes with the first task.
        EXAMPLE.await(
                "a pod with " + labels,
                SOON,
                () -> pod(labels).filter(Readiness::isPodReady).isPresent()
                        ? Optional.empty()
                        : Optional.of("none ready"));
        var victim = pod(labels).orElseThrow();
        var name = victim.getMetadata().getName();
        Kill.now(EXAMPLE.cluster, victim);
        EXAMPLE.await(
                name + " killed and ready again",
                SOON,
                () -> pod(labels)
                                .filter(now -> !containers(now).equals(containers(victim)))
                                .filter(Readiness::isPodReady)
                                .isPresent()
                        ? Optional.empty()
                        : Optional.of("other containers"));
    }

    private static List<String> containers(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getContainerID)
                .toList();
    }

    private static Optional<Pod> pod(Map<String, String> labels) {
        return EXAMPLE
                .cluster
                .client()
                .pods()
                .inNamespace(Example.NAMESPACE)
                .withLabels(labels)
                .list()
                .getItems()
                .stream()
                .filter(pod -> !pod.isMarkedForDeletion())
                .findFirst();
    }
}
