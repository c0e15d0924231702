package dev.vivarium.operator.workload;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.operator.apply.ChildApplier;
import dev.vivarium.operator.cluster.ClusterCache;
import dev.vivarium.operator.events.EventRecorder;
import dev.vivarium.operator.observation.TelemetryObservations;
import dev.vivarium.operator.ondemand.OnDemandScaler;
import dev.vivarium.operator.resolve.StackResolver;
import dev.vivarium.operator.resolve.WorkloadResolver;
import dev.vivarium.operator.rollout.Arrival;
import dev.vivarium.operator.rollout.ReadinessChecks;
import dev.vivarium.operator.rollout.Retries;
import dev.vivarium.operator.settings.Intervals;
import dev.vivarium.operator.settings.OperatorSettings;
import dev.vivarium.operator.status.Conditions;
import dev.vivarium.operator.workload.desired.WorkloadBlueprint;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The parts that the controllers of Agents and SubAgents share. */
@Singleton
public final class WorkloadParts {
    @Produces
    @Singleton
    ReadinessChecks readinessChecks(ClusterCache cache, Intervals intervals) {
        return new ReadinessChecks(cache, AgentConfiguration.MANAGEMENT_PORT, "/q/health/ready", intervals.readiness());
    }

    void close(@Disposes ReadinessChecks checks) {
        checks.close();
    }

    @Produces
    @Singleton
    OnDemandScaler onDemandScaler(ClusterCache cache, KubernetesClient client, Clock clock, Intervals intervals) {
        return new OnDemandScaler(cache, client, clock, intervals.demand(), intervals.brokerRest());
    }

    void close(@Disposes OnDemandScaler scaler) {
        scaler.close();
    }

    @Produces
    @Singleton
    public WorkloadReconciliation reconciliation(
            OperatorSettings settings,
            ClusterCache cache,
            ChildApplier applier,
            TelemetryObservations telemetry,
            ReadinessChecks readinessChecks,
            OnDemandScaler onDemand,
            Conditions conditions,
            EventRecorder events,
            Arrival arrival,
            Retries retries,
            Clock clock) {
        var stacks = new StackResolver(cache, settings.defaultStack());
        return new WorkloadReconciliation(
                new WorkloadResolver(cache, stacks),
                new WorkloadBlueprint(settings.images()),
                applier,
                cache,
                telemetry,
                readinessChecks,
                onDemand,
                arrival,
                retries,
                new WorkloadStatus(conditions),
                events,
                clock);
    }

    @Produces
    @Singleton
    public WorkloadEventSources eventSources(
            OperatorSettings settings,
            ClusterCache cache,
            TelemetryObservations telemetry,
            ReadinessChecks readinessChecks,
            OnDemandScaler onDemand) {
        var stacks = new StackResolver(cache, settings.defaultStack());
        return new WorkloadEventSources(
                cache,
                new WorkloadReferences(cache, stacks, settings.defaultStack()),
                telemetry,
                new ReadinessListeners(readinessChecks),
                onDemand);
    }
}
