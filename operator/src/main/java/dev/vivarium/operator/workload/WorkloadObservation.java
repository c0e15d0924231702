package dev.vivarium.operator.workload;

import dev.vivarium.operator.apply.ApplyResult;
import dev.vivarium.operator.budget.Budget;
import dev.vivarium.operator.observation.TelemetryObservation;
import dev.vivarium.operator.ondemand.OnDemandState;
import dev.vivarium.operator.pods.SpecProblem;
import dev.vivarium.operator.resolve.WorkloadResolution;
import dev.vivarium.operator.rollout.FailingCheck;
import dev.vivarium.operator.rollout.Rollout;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Everything that the status of an Agent or SubAgent is computed from besides its spec.
 *
 * @param invalid what is wrong with the spec
 * @param applied empty when nothing was applied because of the spec or its references; a stop that failed all the same is told
 * @param failingChecks what is known of why a running pod is not ready
 * @param demand of a SubAgent on demand that is not stopped
 * @param budget of one that has a budget
 * @param telemetry empty when the stack has not been asked yet
 */
record WorkloadObservation(
        WorkloadResolution resolution,
        Optional<SpecProblem> invalid,
        Optional<ApplyResult> applied,
        Rollout rollout,
        Function<Pod, List<FailingCheck>> failingChecks,
        Optional<OnDemandState> demand,
        Optional<Budget> budget,
        Optional<TelemetryObservation> telemetry) {}
