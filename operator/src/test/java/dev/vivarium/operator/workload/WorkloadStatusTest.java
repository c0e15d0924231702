package dev.vivarium.operator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.AgentStatus;
import dev.vivarium.api.v1alpha1.Condition;
import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.operator.apply.ApplyProblem;
import dev.vivarium.operator.apply.ApplyResult;
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
import java.time.Clock;
import java.time.Instant;
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
        var seen = Optional.of(new TelemetryObservation(true, true, true, 0, "", List.of()));

        assertThat(condition(compute(AGENT + STACK, Optional.empty(), APPLIED, COMPLETE, seen), "TelemetryReady")
                        .status())
                .isEqualTo(ConditionStatus.TRUE);
    }

    @Test
    void modelsWithoutAPriceAreNamed() {
        var seen =
                Optional.of(new TelemetryObservation(true, true, true, 0, "", List.of("ollama/llama", "openai/gpt-9")));

        var condition = condition(compute(AGENT + STACK, Optional.empty(), APPLIED, COMPLETE, seen), "TelemetryReady");

        assertThat(condition.status()).isEqualTo(ConditionStatus.FALSE);
        assertThat(condition.reason()).isEqualTo("UnpricedModel");
        assertThat(condition.message())
                .isEqualTo("the cost of calls of ollama/llama, openai/gpt-9 is not known and in no sum; "
                        + "add the price to spec.pricing.models of ObservabilityStack team/stack");
    }

    @Test
    void theTimeOfAConditionIsThatOfItsLastChangeOfStatus() {
        var before = List.of(
                new Condition("Ready", ConditionStatus.TRUE, 2L, "2026-01-01T00:00:00Z", "Ready", "2 of 2 pods"),
                new Condition("Programmed", ConditionStatus.FALSE, 2L, "2026-01-01T00:00:00Z", "Retrying", ""));

        var now = compute(AGENT, before, Optional.empty(), APPLIED, COMPLETE, Optional.empty());

        assertThat(condition(now, "Ready").lastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
        assertThat(condition(now, "Programmed").lastTransitionTime()).isEqualTo("2026-11-24T10:00:00Z");
    }

    private AgentStatus compute(
            String yaml,
            Optional<SpecProblem> invalid,
            Optional<ApplyResult> applied,
            Rollout rollout,
            Optional<TelemetryObservation> telemetry) {
        return compute(yaml, List.of(), invalid, applied, rollout, telemetry);
    }

    private AgentStatus compute(
            String yaml,
            List<Condition> before,
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
                        resolution, invalid, applied, rollout, pod -> List.of(), Optional.empty(), telemetry));
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
