package dev.vivarium.operator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.AgentStatus;
import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.api.v1alpha1.AlertsStatus;
import dev.vivarium.api.v1alpha1.BudgetPeriod;
import dev.vivarium.api.v1alpha1.Condition;
import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.api.v1alpha1.SpendPeriod;
import dev.vivarium.api.v1alpha1.SpendStatus;
import dev.vivarium.api.v1alpha1.TargetsStatus;
import dev.vivarium.operator.alerting.RulesFingerprint;
import dev.vivarium.operator.apply.ApplyProblem;
import dev.vivarium.operator.apply.ApplyResult;
import dev.vivarium.operator.budget.Budget;
import dev.vivarium.operator.budget.BudgetSpend;
import dev.vivarium.operator.observation.Figures;
import dev.vivarium.operator.observation.RulesSeen;
import dev.vivarium.operator.observation.Spend;
import dev.vivarium.operator.observation.TelemetryObservation;
import dev.vivarium.operator.pods.SpecProblem;
import dev.vivarium.operator.resolve.StackResolver;
import dev.vivarium.operator.resolve.Workload;
import dev.vivarium.operator.resolve.WorkloadResolver;
import dev.vivarium.operator.rollout.Rollout;
import dev.vivarium.operator.status.Conditions;
import dev.vivarium.operator.testkit.Manifests;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkloadStatusTest {
    private static final String AGENT = """
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata: {name: a, namespace: team}
            spec:
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              transport: {mode: Http}
            """;
    private static final String STACK = """
            ---
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: stack, namespace: team}
            spec: {}
            """;
    private static final Optional<ApplyResult> APPLIED = Optional.of(new ApplyResult(List.of(), Optional.empty()));
    private static final Rollout NONE = new Rollout(Optional.empty(), List.of());
    private static final Rollout COMPLETE = new Rollout(Optional.of(deployment(1)), List.of());

    private static final String FINGERPRINT = RulesFingerprint.of(AlertsSpec.DEFAULTS, null, AlertsSpec.DEFAULTS, true);
    private static final Optional<Figures> FIGURES = Optional.of(new Figures(
            2,
            1,
            3,
            List.of("VivariumCostPerHour"),
            Optional.of(new Spend(LocalDate.of(2026, 11, 24), new BigDecimal("1.5")))));

    private final WorkloadStatus status =
            new WorkloadStatus(new Conditions(Clock.fixed(Instant.parse("2026-11-24T10:00:00Z"), ZoneOffset.UTC)));

    @Test
    void readyWhenTheDeploymentIsComplete() {
        var now = compute(AGENT + STACK, Optional.empty(), APPLIED, COMPLETE, Optional.empty());

        assertThat(condition(now, "Accepted").status()).isEqualTo(ConditionStatus.TRUE);
        assertThat(condition(now, "ResolvedRefs").status()).isEqualTo(ConditionStatus.TRUE);
        assertThat(condition(now, "Programmed").status()).isEqualTo(ConditionStatus.TRUE);
        assertThat(condition(now, "Ready"))
                .isEqualTo(new Condition(
                        "Ready", ConditionStatus.TRUE, 3L, "2026-11-24T10:00:00Z", "Ready", "1 of 1 pods are ready"));
        assertThat(now.observedGeneration()).isEqualTo(3);
        assertThat(now.readyReplicas()).isEqualTo(1);
    }

    @Test
    void absentCountsAreZero() {
        var now = compute(AGENT, Optional.empty(), APPLIED, NONE, Optional.empty());

        assertThat(condition(now, "Ready").reason()).isEqualTo("Progressing");
        assertThat(now.replicas()).isZero();
        assertThat(now.readyReplicas()).isZero();
    }

    @Test
    void whatIsWrongWithTheSpecIsToldAndWhatRunsIsKept() {
        var problem = new SpecProblem("EnvClash", "spec.env: X is set by the operator");

        var now = compute(AGENT, Optional.of(problem), Optional.empty(), COMPLETE, Optional.empty());

        assertThat(condition(now, "Accepted").reason()).isEqualTo("EnvClash");
        assertThat(condition(now, "Programmed").reason()).isEqualTo("NotApplied");
        assertThat(condition(now, "Ready").message())
                .isEqualTo("spec.env: X is set by the operator; 1 earlier pods are kept running");
    }

    @Test
    void aStopThatFailedIsToldAndSoIsWhoIsStillThere() {
        var refused = Optional.of(new ApplyResult(
                List.of(), Optional.of(new ApplyProblem.Refused("Deployment a-agent", "Deployment a-agent: no"))));

        var now = compute(AGENT + "  suspended: true\n", Optional.empty(), refused, COMPLETE, Optional.empty());

        assertThat(condition(now, "Programmed").reason()).isEqualTo("Refused");
        assertThat(condition(now, "Programmed").message()).isEqualTo("Deployment a-agent: no");
        assertThat(condition(now, "Ready").reason()).isEqualTo("Suspended");
        assertThat(condition(now, "Ready").message()).isEqualTo("spec.suspended is true; 1 pods are still there");
    }

    @Test
    void telemetryIsNotReadyWithoutAStackAndUnknownBeforePrometheusWasAsked() {
        assertThat(condition(compute(AGENT, Optional.empty(), APPLIED, COMPLETE, Optional.empty()), "TelemetryReady")
                        .reason())
                .isEqualTo("NoStack");
        assertThat(condition(
                                compute(AGENT + STACK, Optional.empty(), APPLIED, COMPLETE, Optional.empty()),
                                "TelemetryReady")
                        .reason())
                .isEqualTo("NotObserved");
    }

    @Test
    void telemetryIsReadyWhenSamplesArrive() {
        var seen = Optional.of(seen(List.of()));

        assertThat(condition(compute(AGENT + STACK, Optional.empty(), APPLIED, COMPLETE, seen), "TelemetryReady")
                        .status())
                .isEqualTo(ConditionStatus.TRUE);
    }

    @Test
    void modelsWithoutAPriceAreNamed() {
        var seen = Optional.of(seen(List.of("ollama/llama", "openai/gpt-9")));

        var condition = condition(compute(AGENT + STACK, Optional.empty(), APPLIED, COMPLETE, seen), "TelemetryReady");

        assertThat(condition.status()).isEqualTo(ConditionStatus.FALSE);
        assertThat(condition.reason()).isEqualTo("UnpricedModel");
        assertThat(condition.message())
                .isEqualTo("the cost of calls of ollama/llama, openai/gpt-9 is not known and in no sum; "
                        + "add the price to spec.pricing.models of ObservabilityStack team/stack");
    }

    @Test
    void theTimeOfAConditionIsThatOfItsLastChangeOfStatus() {
        var before = status(
                List.of(
                        new Condition(
                                "Ready", ConditionStatus.TRUE, 2L, "2026-01-01T00:00:00Z", "Ready", "2 of 2 pods"),
                        new Condition("Programmed", ConditionStatus.FALSE, 2L, "2026-01-01T00:00:00Z", "Retrying", "")),
                null,
                null);

        var now = compute(AGENT, Optional.of(before), Optional.empty(), APPLIED, COMPLETE, Optional.empty());

        assertThat(condition(now, "Ready").lastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(condition(now, "Programmed").lastTransitionTime()).isEqualTo("2026-11-24T10:00:00Z");
    }

    @Test
    void figuresAreThoseOfPrometheus() {
        var now = compute(AGENT + STACK, Optional.empty(), APPLIED, COMPLETE, Optional.of(seen(List.of())));

        assertThat(now.targets()).isEqualTo(new TargetsStatus(2, 1));
        assertThat(now.alerts()).isEqualTo(new AlertsStatus(3, List.of("VivariumCostPerHour")));
        assertThat(now.spend()).isEqualTo(new SpendStatus(SpendPeriod.DAY, "2026-11-24T00:00:00Z", "1.50"));
    }

    @Test
    void figuresStayWhilePrometheusDoesNotAnswerAndTheConditionsSaySo() {
        var before = compute(AGENT + STACK, Optional.empty(), APPLIED, COMPLETE, Optional.of(seen(List.of())));
        var unreachable = new TelemetryObservation(
                false, false, false, 0, "no route", List.of(), Optional.empty(), Optional.empty(), Optional.empty());

        for (var seen : List.of(Optional.of(unreachable), Optional.<TelemetryObservation>empty())) {
            var now = compute(AGENT + STACK, Optional.of(before), Optional.empty(), APPLIED, COMPLETE, seen);

            assertThat(now.targets()).isEqualTo(before.targets());
            assertThat(now.alerts()).isEqualTo(before.alerts());
            assertThat(now.spend()).isEqualTo(before.spend());
            assertThat(condition(now, "TelemetryReady").status()).isEqualTo(ConditionStatus.UNKNOWN);
            assertThat(condition(now, "AlertRulesProgrammed").status()).isEqualTo(ConditionStatus.UNKNOWN);
        }
    }

    @Test
    void figuresOfAnotherStackAreDropped() {
        var before =
                status(List.of(), "elsewhere/other", new SpendStatus(SpendPeriod.DAY, "2026-11-24T00:00:00Z", "9.99"));

        var withStack =
                compute(AGENT + STACK, Optional.of(before), Optional.empty(), APPLIED, COMPLETE, Optional.empty());
        var without = compute(AGENT, Optional.of(before), Optional.empty(), APPLIED, COMPLETE, Optional.empty());

        assertThat(withStack.spend()).isNull();
        assertThat(without.spend()).isNull();
    }

    @Test
    void alertRulesAreProgrammedWhenPrometheusHasLoadedThoseOfTheSpecAsItIs() {
        assertThat(rules(AGENT, RulesSeen.State.LOADED, ""))
                .isEqualTo(new Condition(
                        "AlertRulesProgrammed", ConditionStatus.TRUE, 3L, "2026-11-24T10:00:00Z", "RulesLoaded", ""));
        assertThat(rules(AGENT, RulesSeen.State.PENDING, "").reason()).isEqualTo("RulesPending");
        assertThat(rules(AGENT, RulesSeen.State.FAILED, "line 7"))
                .extracting(Condition::reason, Condition::message)
                .containsExactly("RulesLoadFailed", "line 7");
        // Prometheus was asked about the rules of another spec.
        assertThat(rules(AGENT + "  alerts: {costPerHour: {threshold: \"1\"}}\n", RulesSeen.State.LOADED, "")
                        .reason())
                .isEqualTo("RulesPending");
        assertThat(condition(
                                compute(AGENT, Optional.empty(), APPLIED, COMPLETE, Optional.empty()),
                                "AlertRulesProgrammed")
                        .reason())
                .isEqualTo("NoStack");
    }

    @Test
    void anAgentThatItsBudgetHasStoppedSaysSoAndItsRulesAreThoseThatItHasAnyway() {
        var manifests =
                Manifests.parse(AGENT + "  budget: {period: Daily, limitUsd: \"1\", onExceeded: Suspend}\n" + STACK);
        var workload = Workload.of(manifests.only(Agent.class));
        var resolution =
                new WorkloadResolver(manifests, new StackResolver(manifests, Optional.empty())).resolve(workload);
        var budget = Budget.of(
                workload.spec().budget(),
                Instant.parse("2026-11-24T10:00:00Z"),
                Optional.of(new BudgetSpend(
                        BudgetPeriod.DAILY, Instant.parse("2026-11-24T00:00:00Z"), new BigDecimal("1.5"))),
                Optional.empty());
        var fingerprint =
                RulesFingerprint.of(AlertsSpec.DEFAULTS, workload.spec().budget(), AlertsSpec.DEFAULTS, true);
        var observation = new TelemetryObservation(
                true,
                true,
                false,
                0,
                "",
                List.of(),
                Optional.of(new RulesSeen(fingerprint, RulesSeen.State.LOADED, "")),
                FIGURES,
                Optional.empty());

        var now = status.compute(
                workload.whileOutOfBudget(),
                3L,
                Optional.empty(),
                new WorkloadObservation(
                        resolution,
                        Optional.empty(),
                        APPLIED,
                        NONE,
                        pod -> List.of(),
                        Optional.empty(),
                        Optional.of(budget),
                        Optional.of(observation)));

        assertThat(condition(now, "Ready"))
                .extracting(Condition::reason, Condition::message)
                .containsExactly("BudgetExceeded", "the budget is spent, and spec.budget.onExceeded is Suspend");
        assertThat(condition(now, "BudgetExceeded").status()).isEqualTo(ConditionStatus.TRUE);
        assertThat(condition(now, "TelemetryReady").reason()).isEqualTo("NotRunning");
        assertThat(condition(now, "AlertRulesProgrammed").reason()).isEqualTo("RulesLoaded");
        assertThat(now.budget().percent()).isEqualTo(150);
    }

    @Test
    void anAgentWithoutABudgetSaysNothingOfOne() {
        var now = compute(AGENT + STACK, Optional.empty(), APPLIED, COMPLETE, Optional.of(seen(List.of())));

        assertThat(now.budget()).isNull();
        assertThat(Conditions.find(now.conditions(), "BudgetExceeded")).isEmpty();
    }

    private Condition rules(String agent, RulesSeen.State state, String error) {
        var observation = new TelemetryObservation(
                true,
                true,
                true,
                0,
                "",
                List.of(),
                Optional.of(new RulesSeen(FINGERPRINT, state, error)),
                FIGURES,
                Optional.empty());
        return condition(
                compute(agent + STACK, Optional.empty(), APPLIED, COMPLETE, Optional.of(observation)),
                "AlertRulesProgrammed");
    }

    private static TelemetryObservation seen(List<String> unpriced) {
        return new TelemetryObservation(
                true,
                true,
                true,
                0,
                "",
                unpriced,
                Optional.of(new RulesSeen(FINGERPRINT, RulesSeen.State.LOADED, "")),
                FIGURES,
                Optional.empty());
    }

    private static AgentStatus status(List<Condition> conditions, String stack, SpendStatus spend) {
        return new AgentStatus(2L, conditions, 1, 1, "x=y", stack, null, null, null, spend, null);
    }

    private AgentStatus compute(
            String yaml,
            Optional<SpecProblem> invalid,
            Optional<ApplyResult> applied,
            Rollout rollout,
            Optional<TelemetryObservation> telemetry) {
        return compute(yaml, Optional.empty(), invalid, applied, rollout, telemetry);
    }

    private AgentStatus compute(
            String yaml,
            Optional<AgentStatus> before,
            Optional<SpecProblem> invalid,
            Optional<ApplyResult> applied,
            Rollout rollout,
            Optional<TelemetryObservation> telemetry) {
        var manifests = Manifests.parse(yaml);
        var workload = Workload.of(manifests.only(Agent.class));
        var resolution =
                new WorkloadResolver(manifests, new StackResolver(manifests, Optional.empty())).resolve(workload);
        return status.compute(
                workload,
                3L,
                before,
                new WorkloadObservation(
                        resolution,
                        invalid,
                        applied,
                        rollout,
                        pod -> List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        telemetry));
    }

    private static Condition condition(AgentStatus status, String type) {
        return Conditions.find(status.conditions(), type).orElseThrow();
    }

    private static Deployment deployment(int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withGeneration(1L)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .endSpec()
                .withNewStatus()
                .withObservedGeneration(1L)
                .withReplicas(replicas)
                .withUpdatedReplicas(replicas)
                .withReadyReplicas(replicas)
                .endStatus()
                .build();
    }
}
