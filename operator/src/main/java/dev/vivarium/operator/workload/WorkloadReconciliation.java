package dev.vivarium.operator.workload;

import dev.vivarium.api.v1alpha1.AgentStatus;
import dev.vivarium.operator.apply.ApplyResult;
import dev.vivarium.operator.apply.ChildApplier;
import dev.vivarium.operator.apply.StatusWriter;
import dev.vivarium.operator.budget.Budget;
import dev.vivarium.operator.cluster.ClusterCache;
import dev.vivarium.operator.events.EventRecorder;
import dev.vivarium.operator.observation.TelemetryObservation;
import dev.vivarium.operator.observation.TelemetryObservations;
import dev.vivarium.operator.ondemand.OnDemandScaler;
import dev.vivarium.operator.ondemand.OnDemandState;
import dev.vivarium.operator.pods.Blueprint;
import dev.vivarium.operator.pods.SpecProblem;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.Workload;
import dev.vivarium.operator.resolve.WorkloadResolution;
import dev.vivarium.operator.resolve.WorkloadResolver;
import dev.vivarium.operator.rollout.Arrival;
import dev.vivarium.operator.rollout.ReadinessChecks;
import dev.vivarium.operator.rollout.Retries;
import dev.vivarium.operator.rollout.Rollout;
import dev.vivarium.operator.workload.desired.WorkloadBlueprint;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** One reconciliation of an Agent or SubAgent: resolve, apply, observe, write the status. */
public final class WorkloadReconciliation {
    /** The types of the children. */
    static final List<Class<? extends HasMetadata>> CHILDREN =
            List.of(ServiceAccount.class, ConfigMap.class, Service.class, Deployment.class);

    private final WorkloadResolver resolver;
    private final WorkloadBlueprint blueprint;
    private final ChildApplier applier;
    private final ClusterCache cache;
    private final TelemetryObservations telemetry;
    private final ReadinessChecks readinessChecks;
    private final OnDemandScaler onDemand;
    private final Arrival arrival;
    private final Retries retries;
    private final WorkloadStatus status;
    private final EventRecorder events;
    private final Clock clock;

    WorkloadReconciliation(
            WorkloadResolver resolver,
            WorkloadBlueprint blueprint,
            ChildApplier applier,
            ClusterCache cache,
            TelemetryObservations telemetry,
            ReadinessChecks readinessChecks,
            OnDemandScaler onDemand,
            Arrival arrival,
            Retries retries,
            WorkloadStatus status,
            EventRecorder events,
            Clock clock) {
        this.resolver = resolver;
        this.blueprint = blueprint;
        this.applier = applier;
        this.cache = cache;
        this.telemetry = telemetry;
        this.readinessChecks = readinessChecks;
        this.onDemand = onDemand;
        this.arrival = arrival;
        this.retries = retries;
        this.status = status;
        this.events = events;
        this.clock = clock;
    }

    public <R extends CustomResource<?, AgentStatus>> UpdateControl<R> reconcile(
            R resource, Workload specified, StatusWriter<AgentStatus, R> statusWriter) {
        if (resource.isMarkedForDeletion()) {
            return UpdateControl.noUpdate(); // Its children go with it.
        }
        var resolution = resolver.resolve(specified);
        var observed = telemetryOf(specified, resolution);
        var budget = budget(specified, observed, statusWriter.current(resource));
        var workload = budget.filter(Budget::suspends).isPresent() ? specified.whileOutOfBudget() : specified;
        var expected = arrival.stillExpected(resource, resolution.isComplete(), rollout(workload));
        if (expected.isPresent()) {
            return UpdateControl.<R>noUpdate().rescheduleAfter(expected.get());
        }
        var demand = resolution.canRun()
                ? onDemand.of(workload, resolution, rollout(workload))
                : Optional.<OnDemandState>empty();
        var replicas = demand.map(OnDemandState::replicas).orElseGet(workload::restingReplicas);
        var desired = resolution.canRun()
                ? Optional.of(blueprint.of(workload, resolution, replicas))
                : Optional.<Blueprint>empty();
        var applied = apply(resource, workload, desired);
        var seen = new WorkloadObservation(
                resolution,
                desired.flatMap(WorkloadReconciliation::invalid),
                applied,
                rollout(workload),
                pod -> readinessChecks.of(workload.kind(), workload.id(), pod),
                demand,
                budget,
                observed);
        writeStatus(resource, workload, seen, statusWriter);
        return retries.control(
                applied,
                Stream.concat(demand.flatMap(OnDemandState::reconsiderAfter).stream(), untilWhole(budget).stream())
                        .min(Duration::compareTo));
    }

    private Optional<Budget> budget(Workload workload, Optional<TelemetryObservation> observed, AgentStatus current) {
        return Optional.ofNullable(workload.spec().budget())
                .map(spec -> Budget.of(
                        spec,
                        clock.instant(),
                        observed.flatMap(TelemetryObservation::budget),
                        Optional.ofNullable(current).map(AgentStatus::budget)));
    }

    /** The next period begins also while Prometheus does not answer. */
    private Optional<Duration> untilWhole(Optional<Budget> budget) {
        return budget.filter(Budget::isExceeded)
                .map(spent -> Duration.between(clock.instant(), spent.window().end()));
    }

    private Optional<ApplyResult> apply(HasMetadata owner, Workload workload, Optional<Blueprint> desired) {
        if (desired.isPresent() && desired.get() instanceof Blueprint.Children children) {
            return Optional.of(applier.apply(owner, children.objects(), CHILDREN));
        }
        if (workload.isStopped()) {
            // To stop must always work, whatever else is wrong.
            return Optional.of(applier.stop(owner, workload.childName())).filter(stopped -> !stopped.isProgrammed());
        }
        return Optional.empty();
    }

    private static Optional<SpecProblem> invalid(Blueprint blueprint) {
        return blueprint instanceof Blueprint.Invalid invalid ? Optional.of(invalid.problem()) : Optional.empty();
    }

    private Rollout rollout(Workload workload) {
        return new Rollout(
                cache.find(Deployment.class, workload.namespace(), workload.childName()),
                cache.labelledFor(Pod.class, workload.kind(), workload.id()));
    }

    private Optional<TelemetryObservation> telemetryOf(Workload workload, WorkloadResolution resolution) {
        return resolution
                .chosenStack()
                .flatMap(stack -> telemetry.latest(NamespacedName.of(stack), workload.kind(), workload.id()));
    }

    private <R extends CustomResource<?, AgentStatus>> void writeStatus(
            R resource, Workload workload, WorkloadObservation seen, StatusWriter<AgentStatus, R> writer) {
        var before = Optional.ofNullable(writer.current(resource));
        var now = status.compute(workload, resource.getMetadata().getGeneration(), before, seen);
        if (writer.write(resource, now)) {
            events.conditionsChanged(
                    resource, before.map(AgentStatus::conditions).orElse(List.of()), now.conditions());
        }
    }
}
