package dev.vivarium.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.demo.cluster.Resources;
import dev.vivarium.demo.load.LoadSummary;
import dev.vivarium.demo.report.AlertCheck;
import dev.vivarium.demo.report.LedgerCheck;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The demo as an asserted test, then the same under a fault, then silence. */
@TestMethodOrder(OrderAnnotation.class)
class RockbotE2E {
    private static final String COST_ALERT = "VivariumCostPerHour";
    private static final List<String> OWN = List.of(Example.AGENT, "research");

    @RegisterExtension
    static final Example EXAMPLE = new Example();

    @Test
    @Order(1)
    void theDemoIsAnsweredMeasuredAndAlertedOn() {
        EXAMPLE.awaitReady();

        var load = EXAMPLE.load(60, 20);

        assertThat(load.complete()).as(load.text()).isTrue();
        EXAMPLE.awaitExactSums();
        EXAMPLE.await(
                "an alert that fires now, delivered",
                // One that fires anew shortly after it ended is told with the group's next notification, five minutes
                // after the last.
                Duration.ofMinutes(7),
                () -> AlertCheck.missing(
                        EXAMPLE.reader.prometheus().alerts(), EXAMPLE.reader.deliveries(), Example.AGENT, Instant.MAX));
        EXAMPLE.awaitTargetsUp();
        EXAMPLE.awaitRulesOk();
        var report = EXAMPLE.reader.read();
        assertThat(report.targets()).isNotEmpty();
        assertThat(report.rules()).isNotEmpty();
        assertThat(report.resources())
                .allMatch(state -> state.is(Resources.READY))
                .hasSize(5);
        // The series of agents that other tests had for a while are still there.
        var own = report.agents().stream()
                .filter(agent -> OWN.contains(agent.name()))
                .toList();
        assertThat(own).hasSameSizeAs(OWN).allSatisfy(agent -> {
            assertThat(agent.turns()).as(agent.name()).isPositive();
            assertThat(agent.failedTurns()).as(agent.name()).isZero();
            assertThat(agent.turnP95Seconds()).as(agent.name()).isPositive();
        });
        assertThat(report.models())
                .extracting(row -> row.name() + "/" + row.model())
                .contains("rockbot/sim-large", "research/sim-small");
        assertThat(report.models())
                .filteredOn(row -> OWN.contains(row.name()))
                .allMatch(row -> row.costUsd().signum() > 0);
        assertThat(report.queues())
                .filteredOn(queue -> OWN.stream().anyMatch(queue.queue()::endsWith))
                .hasSameSizeAs(OWN)
                .allMatch(queue -> queue.messages() > 0 && queue.waitP95Seconds() >= 0);
        assertThat(report.alerts())
                .filteredOn(alert -> alert.state().equals("firing"))
                .extracting(alert -> alert.labels().get("alertname"))
                .containsOnly(COST_ALERT);
    }

    @Test
    @Order(2)
    void sumsStayExactAndAgentsAnswerWhenTheCollectorIsKilled() {
        EXAMPLE.awaitReady();
        var collector = collector();
        LoadSummary summary;
        // A thread of its own: the HTTP client's answers come on the common pool, which is small.
        try (var threads = Executors.newSingleThreadExecutor()) {
            var load = CompletableFuture.supplyAsync(() -> EXAMPLE.load(40, 10), threads);
            EXAMPLE.cluster.client().resource(collector).withGracePeriod(0).delete();
            summary = load.join();
        }

        assertThat(summary.complete()).as(summary.text()).isTrue();
        EXAMPLE.await(
                "another collector",
                Duration.ofMinutes(3),
                () -> collector()
                                .getMetadata()
                                .getUid()
                                .equals(collector.getMetadata().getUid())
                        ? Optional.of("a new pod")
                        : Optional.empty());
        EXAMPLE.awaitReady();
        EXAMPLE.awaitExactSums();
        assertThat(LedgerCheck.difference(EXAMPLE.reader.ledger())).isEmpty();
    }

    @Test
    @Order(3)
    void nothingIsWrittenInAQuietMinute() {
        EXAMPLE.awaitReady();
        EXAMPLE.await("a quiet minute", Duration.ofMinutes(6), new QuietMinute(EXAMPLE.cluster)::disturbance);
    }

    private Pod collector() {
        return EXAMPLE.cluster.podsOf(Example.NAMESPACE, "ObservabilityStack", "rockbot").stream()
                .filter(pod -> "collector".equals(pod.getMetadata().getLabels().get("app.kubernetes.io/name")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no pod of the collector at " + Instant.now()));
    }
}
