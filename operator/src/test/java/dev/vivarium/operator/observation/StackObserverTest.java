package dev.vivarium.operator.observation;

import static dev.vivarium.operator.observation.FakePrometheus.STACK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.api.v1alpha1.BudgetPeriod;
import dev.vivarium.operator.budget.BudgetSpend;
import dev.vivarium.operator.observation.PollTarget.Resource;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.testkit.Sandbox;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
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

    private static final Instant NOON = Instant.parse("2026-01-15T12:00:00Z");

    private FakePrometheus prometheus;
    private StackObserver observer;

    @BeforeEach
    void start() throws IOException {
        prometheus = new FakePrometheus();
        observer = new StackObserver(
                new Poll(
                        new PrometheusClient(),
                        stack -> Optional.of("line 7 is bad"),
                        Clock.fixed(NOON.plusSeconds(61), ZoneOffset.UTC)),
                Duration.ofMillis(100),
                Duration.ofMillis(20),
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
                .untilAsserted(() -> assertThat(telemetry(BUSY)).contains(seen(true, 0, "", figures(0, 0, "0"))));
        assertThat(telemetry(SILENT)).contains(seen(false, 0, "", figures(0, 0, "0")));
        assertThat(observer.latest(STACK))
                .contains(new StackObservation(
                        true,
                        "",
                        RULES,
                        "",
                        true,
                        Set.of(new Resource("Agent", SILENT)),
                        Optional.of(figures(1, 0, "0"))));
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
                .untilAsserted(() ->
                        assertThat(telemetry(BUSY)).contains(seen(true, 1, "connection refused", figures(1, 1, "0"))));
        assertThat(telemetry(SILENT)).contains(seen(false, 0, "", figures(0, 0, "0")));
        assertThat(observer.latest(STACK).orElseThrow().figures()).contains(figures(2, 1, "0"));
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

        observer.watch(target(prometheus.uri(), Map.of("Authorization", "Bearer s3cret"), Map.of()));

        await().atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(observer.latest(STACK).map(StackObservation::reachable))
                        .contains(true));
    }

    @Test
    void aHeaderThatCannotBeSentIsToldWithoutItsValue() {
        var target = target(prometheus.uri(), Map.of("X-Token", "s3cret\nand more"), Map.of());

        observer.watch(target);

        await().atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(observer.latest(STACK).map(StackObservation::error))
                        .hasValueSatisfying(
                                error -> assertThat(error).contains("X-Token").doesNotContain("s3cret")));
        assertThat(target.toString()).contains("X-Token").doesNotContain("s3cret");
    }

    @Test
    void alertsThatFireAndWhatWasSpentAreToldOfEachAgentAndOfAll() {
        prometheus.alerts(
                FiringAlerts.expression(STACK, true),
                FakePrometheus.alert("VivariumCostPerHour", "Agent", "busy"),
                FakePrometheus.alert("VivariumUnpricedModel", "Agent", "busy"),
                FakePrometheus.alert("VivariumUnpricedModel", "Agent", "busy"),
                FakePrometheus.alert("VivariumCollectorQueue", "ObservabilityStack", "stack"));
        prometheus.amounts(SpendWindow.at(NOON).expression(), Map.of("busy", "1.00005", "silent", "2e-05", "x", "9"));

        observer.watch(target(prometheus.uri()));

        await().atMost(Sandbox.SOON).until(() -> telemetry(BUSY).isPresent());
        assertThat(telemetry(BUSY).orElseThrow().figures())
                .contains(
                        new Figures(0, 0, 3, List.of("VivariumCostPerHour", "VivariumUnpricedModel"), spend("1.0001")));
        assertThat(telemetry(SILENT).orElseThrow().figures()).contains(figures(0, 0, "0"));
        assertThat(observer.latest(STACK).orElseThrow().figures())
                .contains(new Figures(
                        1,
                        0,
                        4,
                        List.of("VivariumCollectorQueue", "VivariumCostPerHour", "VivariumUnpricedModel"),
                        spend("1.0001")));
    }

    @Test
    void whatWasSpentOfABudgetIsToldOfThoseThatHaveOneAndOfTheirPeriodAlone() {
        var budgets = Map.of(new Resource("Agent", BUSY), BudgetPeriod.MONTHLY);
        prometheus.budgets(
                new BudgetQuestion(budgets, NOON).expression(),
                FakePrometheus.budget("busy", "Monthly", "81.23456"),
                FakePrometheus.budget("busy", "Daily", "7"),
                FakePrometheus.budget("silent", "Monthly", "5"));

        observer.watch(target(prometheus.uri(), Map.of(), budgets));

        await().atMost(Sandbox.SOON).until(() -> telemetry(BUSY).isPresent());
        assertThat(telemetry(BUSY).orElseThrow().budget())
                .contains(new BudgetSpend(
                        BudgetPeriod.MONTHLY, Instant.parse("2026-01-01T00:00:00Z"), new BigDecimal("81.2346")));
        assertThat(telemetry(SILENT).orElseThrow().budget()).isEmpty();
    }

    @Test
    void aBudgetOfWhichPrometheusHasNoSampleYetIsUnknown() {
        var budgets = Map.of(new Resource("Agent", BUSY), BudgetPeriod.HOURLY);

        observer.watch(target(prometheus.uri(), Map.of(), budgets));

        await().atMost(Sandbox.SOON).until(() -> telemetry(BUSY).isPresent());
        assertThat(telemetry(BUSY).orElseThrow().budget()).isEmpty();
        assertThat(new BudgetQuestion(budgets, NOON).expression())
                .isEqualTo("vivarium_agent:budget_spent_usd:sum{vivarium_budget_period=\"Hourly\"} and timestamp("
                        + "vivarium_agent:budget_spent_usd:sum{vivarium_budget_period=\"Hourly\"}) >= "
                        + NOON.getEpochSecond());
    }

    /** The sum over a day is dear. */
    @Test
    void whatWasSpentIsAskedOnceInTwoMinutes() {
        observer.watch(target(prometheus.uri()));

        await().atMost(Sandbox.SOON).until(() -> prometheus.asked(Poll.samples()) >= 4);

        assertThat(prometheus.asked(SpendWindow.at(NOON).expression())).isEqualTo(1);
    }

    /** A change of one agent must not make the status of all others flicker. */
    @Test
    void whileNewRulesAreLoadedOnlyThoseWhoseRulesChangedWait() {
        observer.watch(target(prometheus.uri()));
        await().atMost(Sandbox.SOON).until(() -> rules(BUSY).equals(Optional.of(RulesSeen.State.LOADED)));

        var newer = new TreeMap<>(Map.of("03", "bbbb"));
        observer.watch(new PollTarget(
                STACK,
                new PrometheusAccess(prometheus.uri(), new TreeMap<>(), "vivarium", true),
                newer,
                true,
                Map.of(),
                Map.of(new Resource("Agent", BUSY), "busy-2", new Resource("Agent", SILENT), "silent-1")));

        await().atMost(Sandbox.SOON).until(() -> rules(BUSY).equals(Optional.of(RulesSeen.State.PENDING)));
        assertThat(rules(SILENT)).contains(RulesSeen.State.LOADED);

        prometheus.reloadSucceeds(false);
        await().atMost(Sandbox.SOON)
                .until(() -> telemetry(BUSY)
                        .flatMap(TelemetryObservation::rules)
                        .equals(Optional.of(new RulesSeen("busy-2", RulesSeen.State.FAILED, "line 7 is bad"))));
        assertThat(rules(SILENT)).contains(RulesSeen.State.LOADED);

        prometheus.rulesLoaded("03", "bbbb");
        await().atMost(Sandbox.SOON).until(() -> rules(BUSY).equals(Optional.of(RulesSeen.State.LOADED)));
    }

    @Test
    void rulesThatSomebodyTookAwayAreMissedByEveryAgent() {
        observer.watch(target(prometheus.uri()));
        await().atMost(Sandbox.SOON).until(() -> rules(SILENT).equals(Optional.of(RulesSeen.State.LOADED)));

        prometheus.rulesLoadedFor(new NamespacedName("other", "other"), "03", "aaaa");

        await().atMost(Sandbox.SOON).until(() -> rules(SILENT).equals(Optional.of(RulesSeen.State.PENDING)));
        assertThat(rules(BUSY)).contains(RulesSeen.State.PENDING);
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

    private Optional<RulesSeen.State> rules(NamespacedName agent) {
        return telemetry(agent).flatMap(TelemetryObservation::rules).map(RulesSeen::state);
    }

    private static TelemetryObservation seen(boolean samples, int down, String error, Figures figures) {
        var rules = new RulesSeen(samples ? "busy-1" : "silent-1", RulesSeen.State.LOADED, "");
        return new TelemetryObservation(
                true,
                true,
                samples,
                down,
                error,
                List.of(),
                Optional.of(rules),
                Optional.of(figures),
                Optional.empty());
    }

    private static Figures figures(int up, int down, String usd) {
        return new Figures(up, down, 0, List.of(), spend(usd));
    }

    private static Optional<Spend> spend(String usd) {
        return Optional.of(new Spend(LocalDate.of(2026, 1, 15), new BigDecimal(usd)));
    }

    private Optional<TelemetryObservation> telemetry(NamespacedName agent) {
        return observer.latest(STACK, "Agent", agent);
    }

    private static PollTarget target(URI uri) {
        return target(uri, Map.of(), Map.of());
    }

    private static PollTarget target(URI uri, Map<String, String> headers, Map<Resource, BudgetPeriod> budgets) {
        return new PollTarget(
                STACK,
                new PrometheusAccess(uri, new TreeMap<>(headers), "vivarium", true),
                RULES,
                true,
                budgets,
                Map.of(new Resource("Agent", BUSY), "busy-1", new Resource("Agent", SILENT), "silent-1"));
    }
}
