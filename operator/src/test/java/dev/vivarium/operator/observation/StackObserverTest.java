package dev.vivarium.operator.observation;

import static dev.vivarium.operator.observation.FakePrometheus.STACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.operator.observation.PollTarget.Resource;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.testkit.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StackObserverTest {
    private static final NamespacedName BUSY = new NamespacedName("team", "busy");
    private static final NamespacedName SILENT = new NamespacedName("team", "silent");
    private static final TreeMap<String, String> RULES = new TreeMap<>(Map.of("03", "aaaa"));
    private static final String COLLECTOR_UP =
            FakePrometheus.target("ObservabilityStack", "stack", "collector", "up", "");

    private FakePrometheus prometheus;
    private StackObserver observer;

    @BeforeEach
    void start() throws IOException {
        prometheus = new FakePrometheus();
        observer = new StackObserver(
                new Poll(new PrometheusClient(), stack -> Optional.of("line 7 is bad")),
                Duration.ofMillis(100),
                Duration.ofMillis(20));
        prometheus.samplesOf(Poll.samples(), "busy");
        prometheus.targets(COLLECTOR_UP);
        prometheus.rulesLoaded("03", "aaaa");
    }

    @AfterEach
    void stop() {
        observer.close();
        prometheus.close();
    }

    @Test
    void oneRoundTellsOfEveryAgent() {
        observer.watch(target(prometheus.uri()));

        await().atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(telemetry(BUSY))
                        .contains(new TelemetryObservation(true, true, true, 0, "", List.of())));
        assertThat(telemetry(SILENT)).contains(new TelemetryObservation(true, true, false, 0, "", List.of()));
        assertThat(observer.latest(STACK)).contains(new StackObservation(true, "", RULES, ""));
    }

    @Test
    void nothingIsKnownOfWhatWasNotAskedAbout() {
        assertThat(observer.latest(STACK)).isEmpty();
        assertThat(telemetry(BUSY)).isEmpty();
    }

    @Test
    void onlyThoseWhoseObservationChangedAreTold() {
        var told = toldAfterTheFirstRound();

        prometheus.unpricedModels(Poll.unpricedCalls(), "busy", "openai", "gpt-9", "gpt-8", "gpt-9");

        await().atMost(Sandbox.SOON)
                .until(() -> telemetry(BUSY)
                        .map(TelemetryObservation::unpricedModels)
                        .equals(Optional.of(List.of("openai/gpt-8", "openai/gpt-9"))));
        await().atMost(Sandbox.SOON).untilAsserted(() -> assertThat(told).containsExactly(BUSY));
    }

    @Test
    void targetsThatAreDownAreCountedWithTheirError() {
        prometheus.targets(
                COLLECTOR_UP,
                FakePrometheus.target("Agent", "busy", "agent", "down", "connection refused"),
                FakePrometheus.target("Agent", "busy", "agent", "up", ""),
                FakePrometheus.target("Agent", "silent", "agent", "unknown", ""));
        observer.watch(target(prometheus.uri()));

        await().atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(telemetry(BUSY))
                        .contains(new TelemetryObservation(true, true, true, 1, "connection refused", List.of())));
        assertThat(telemetry(SILENT).orElseThrow().targetsDown()).isZero();
    }

    @Test
    void aCollectorThatIsGoneOrDownIsNotUp() {
        prometheus.targets();
        observer.watch(target(prometheus.uri()));
        await().atMost(Sandbox.SOON)
                .until(() -> telemetry(BUSY).map(seen -> !seen.collectorUp()).orElse(false));

        prometheus.targets(COLLECTOR_UP);
        await().atMost(Sandbox.SOON)
                .until(() ->
                        telemetry(BUSY).map(TelemetryObservation::collectorUp).orElse(false));

        prometheus.targets(FakePrometheus.target("ObservabilityStack", "stack", "collector", "down", "timeout"));
        await().atMost(Sandbox.SOON)
                .until(() -> telemetry(BUSY).map(seen -> !seen.collectorUp()).orElse(false));
    }

    @Test
    void aCollectorThatIsBackWhenItIsAskedAboutOnceMoreIsNotTold() {
        prometheus.targets(COLLECTOR_UP);
        var told = toldAfterTheFirstRound();
        assertThat(telemetry(BUSY)).map(TelemetryObservation::works).contains(true);

        var asked = prometheus.noTargetsOnce();

        await().atMost(Sandbox.SOON).until(() -> asked.getAsInt() >= 3);
        assertThat(told).isEmpty();
        assertThat(telemetry(BUSY)).map(TelemetryObservation::works).contains(true);
    }

    @Test
    void aPrometheusThatDoesNotAnswerIsUnknownWithItsReasonAndComesBack() {
        prometheus.status(503);
        observer.watch(target(prometheus.uri()));

        await().atMost(Sandbox.SOON).until(() -> observer.latest(STACK).isPresent());
        assertThat(observer.latest(STACK).orElseThrow().reachable()).isFalse();
        assertThat(observer.latest(STACK).orElseThrow().error()).contains("503", "too busy");
        assertThat(telemetry(BUSY).orElseThrow().prometheusReachable()).isFalse();
        assertThat(telemetry(BUSY).orElseThrow().lastError()).contains("too busy");

        prometheus.status(200);
        await().atMost(Sandbox.SOON)
                .until(() ->
                        observer.latest(STACK).map(StackObservation::reachable).orElse(false));
    }

    @Test
    void anAddressWhereNobodyListensIsUnknownWithItsReason() {
        var address = URI.create("http://127.0.0.1:1"); // Nobody gets that port.
        observer.watch(target(address));

        await().atMost(Sandbox.SOON).until(() -> observer.latest(STACK).isPresent());
        assertThat(observer.latest(STACK).orElseThrow().error())
                .contains(address.toString())
                .contains("does not answer");
    }

    @Test
    void aFailedReloadIsToldWithItsReasonUntilTheRulesAreLoaded() {
        prometheus.rulesLoaded("03", "before");
        prometheus.reloadSucceeds(false);
        observer.watch(target(prometheus.uri()));

        await().atMost(Sandbox.SOON)
                .until(() -> observer.latest(STACK)
                        .map(seen -> seen.reloadError().equals("line 7 is bad"))
                        .orElse(false));

        prometheus.reloadSucceeds(true);
        prometheus.rulesLoaded("03", "aaaa");
        await().atMost(Sandbox.SOON)
                .until(() -> observer.latest(STACK)
                        .map(seen -> seen.reloadError().isEmpty()
                                && seen.loadedRules().equals(RULES))
                        .orElse(false));
    }

    @Test
    void aStackThatIsForgottenIsAskedNoMore() {
        observer.watch(target(prometheus.uri()));
        await().atMost(Sandbox.SOON).until(() -> telemetry(BUSY).isPresent());

        observer.forget(STACK);

        assertThat(observer.latest(STACK)).isEmpty();
        assertThat(telemetry(BUSY)).isEmpty();
    }

    @Test
    void rulesOfAnotherStackInTheSamePrometheusDoNotCount() {
        prometheus.rulesLoadedFor(new NamespacedName("other", STACK.name()), "03", "aaaa");

        observer.watch(target(prometheus.uri()));

        await().atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(observer.latest(STACK).map(StackObservation::loadedRules))
                        .contains(new TreeMap<>()));
    }

    @Test
    void prometheusIsAskedWithTheHeadersOfTheStack() {
        prometheus.demand("Authorization", "Bearer s3cret");
        observer.watch(target(prometheus.uri()));
        await().atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(observer.latest(STACK).map(StackObservation::reachable))
                        .contains(false));

        observer.watch(target(prometheus.uri(), Map.of("Authorization", "Bearer s3cret")));

        await().atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(observer.latest(STACK).map(StackObservation::reachable))
                        .contains(true));
    }

    @Test
    void aHeaderThatCannotBeSentIsToldWithoutItsValue() {
        var target = target(prometheus.uri(), Map.of("X-Token", "s3cret\nand more"));

        observer.watch(target);

        await().atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(observer.latest(STACK).map(StackObservation::error))
                        .hasValueSatisfying(
                                error -> assertThat(error).contains("X-Token").doesNotContain("s3cret")));
        assertThat(target.toString()).contains("X-Token").doesNotContain("s3cret");
    }

    /** Who is told of from the second round on; what a round found can be had a moment before it is told. */
    private Queue<NamespacedName> toldAfterTheFirstRound() {
        var told = new ConcurrentLinkedQueue<NamespacedName>();
        observer.listen((kind, resource) -> told.add(resource));
        observer.watch(target(prometheus.uri()));
        await().atMost(Sandbox.SOON).untilAsserted(() -> assertThat(told).containsExactlyInAnyOrder(BUSY, SILENT));
        told.clear();
        return told;
    }

    private Optional<TelemetryObservation> telemetry(NamespacedName agent) {
        return observer.latest(STACK, "Agent", agent);
    }

    private static PollTarget target(URI uri) {
        return target(uri, Map.of());
    }

    private static PollTarget target(URI uri, Map<String, String> headers) {
        return new PollTarget(
                STACK,
                new PrometheusAccess(uri, new TreeMap<>(headers), "vivarium"),
                RULES,
                true,
                Set.of(new Resource("Agent", BUSY), new Resource("Agent", SILENT)));
    }
}
