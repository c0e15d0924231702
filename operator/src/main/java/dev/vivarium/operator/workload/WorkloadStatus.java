package dev.vivarium.operator.workload;

import static dev.vivarium.operator.status.ConditionDraft.isFalse;
import static dev.vivarium.operator.status.ConditionTypes.READY;

import dev.vivarium.api.v1alpha1.AgentStatus;
import dev.vivarium.api.v1alpha1.AlertEvaluator;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.operator.alerting.RulesFingerprint;
import dev.vivarium.operator.budget.Budget;
import dev.vivarium.operator.observation.TelemetryObservation;
import dev.vivarium.operator.ondemand.OnDemandConditions;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.Workload;
import dev.vivarium.operator.rollout.AlertRulesCondition;
import dev.vivarium.operator.rollout.BudgetCondition;
import dev.vivarium.operator.rollout.CommonConditions;
import dev.vivarium.operator.rollout.FiguresStatus;
import dev.vivarium.operator.rollout.Rollout;
import dev.vivarium.operator.rollout.TelemetryCondition;
import dev.vivarium.operator.status.ConditionDraft;
import dev.vivarium.operator.status.Conditions;
import dev.vivarium.operator.status.Reasons;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Computes the status of Agents and SubAgents; it asks nobody and remembers nothing. */
final class WorkloadStatus {
    private final Conditions conditions;

    WorkloadStatus(Conditions conditions) {
        this.conditions = conditions;
    }

    /** @param before the status that the resource has */
    AgentStatus compute(Workload workload, Long generation, Optional<AgentStatus> before, WorkloadObservation seen) {
        var drafts = new ArrayList<>(List.of(
                CommonConditions.accepted(seen.invalid()),
                CommonConditions.resolvedRefs(seen.resolution().problems()),
                CommonConditions.programmed(seen.applied()),
                ready(workload, seen),
                telemetry(workload, seen),
                AlertRulesCondition.of(seen.resolution().stack(), fingerprint(workload, seen), seen.telemetry())));
        seen.budget()
                .map(budget -> BudgetCondition.of(budget, seen.resolution().stack(), seen.telemetry()))
                .ifPresent(drafts::add);
        var stack = seen.resolution()
                .chosenStack()
                .map(NamespacedName::of)
                .map(NamespacedName::toString)
                .orElse(null);
        var evaluator = seen.resolution()
                .chosenStack()
                .map(chosen -> chosen.getSpec().alerting().evaluator())
                .orElse(AlertEvaluator.PROMETHEUS);
        var figures = FiguresStatus.of(seen.telemetry().flatMap(TelemetryObservation::figures), figures(before, stack))
                .under(evaluator);
        return new AgentStatus(
                generation,
                conditions.merge(before.map(AgentStatus::conditions).orElse(List.of()), drafts, generation),
                seen.rollout().replicas(),
                seen.rollout().readyReplicas(),
                Labels.OWNER_KIND + "=" + workload.kind() + "," + Labels.OWNER_NAME + "=" + workload.name(),
                stack,
                workload.queue().orElse(null),
                figures.targets(),
                figures.alerts(),
                figures.spend(),
                seen.budget().flatMap(Budget::status).orElse(null));
    }

    /** Those of another stack are not its own. */
    private static Optional<FiguresStatus> figures(Optional<AgentStatus> before, String stack) {
        return before.filter(status -> stack != null && stack.equals(status.stack()))
                .map(status -> new FiguresStatus(status.targets(), status.alerts(), status.spend()));
    }

    private static Optional<String> fingerprint(Workload workload, WorkloadObservation seen) {
        return seen.resolution()
                .chosenStack()
                .map(stack -> RulesFingerprint.of(
                        workload.spec().alerts(),
                        workload.spec().budget(),
                        stack.getSpec().alertDefaults(),
                        workload.isMeantToRun()));
    }

    private static ConditionDraft ready(Workload workload, WorkloadObservation seen) {
        var notReady =
                CommonConditions.notReady(seen.invalid(), seen.resolution().problems(), seen.applied(), seen.rollout());
        if (workload.spec().suspended()) {
            return suspended(Reasons.SUSPENDED, "spec.suspended is true", seen.rollout());
        }
        if (workload.outOfBudget()) {
            return suspended(
                    Reasons.BUDGET_EXCEEDED,
                    "the budget is spent, and spec.budget.onExceeded is Suspend",
                    seen.rollout());
        }
        if (notReady.isPresent()) {
            return notReady.get();
        }
        var ofPods = seen.rollout().ready(seen.failingChecks());
        return seen.demand()
                .map(demand -> OnDemandConditions.ready(demand, ofPods))
                .orElse(ofPods);
    }

    private static ConditionDraft telemetry(Workload workload, WorkloadObservation seen) {
        var observed = TelemetryCondition.of(seen.resolution().stack(), !workload.isStopped(), seen.telemetry());
        return seen.demand()
                .map(demand -> OnDemandConditions.telemetry(demand, observed))
                .orElse(observed);
    }

    private static ConditionDraft suspended(String reason, String why, Rollout rollout) {
        var left = rollout.replicas() == 0 ? "" : "; " + rollout.replicas() + " pods are still there";
        return isFalse(READY, reason, why + left);
    }
}
