package dev.vivarium.operator.agent;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.AgentStatus;
import dev.vivarium.operator.apply.StatusWriter;
import dev.vivarium.operator.resolve.Workload;
import dev.vivarium.operator.workload.WorkloadEventSources;
import dev.vivarium.operator.workload.WorkloadReconciliation;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs Agents; what it does is in {@link WorkloadReconciliation}. */
@GradualRetry(maxAttempts = -1, initialInterval = 1_000, intervalMultiplier = 2, maxInterval = 60_000)
@ControllerConfiguration(
        name = "agent",
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.MINUTES))
public class AgentReconciler implements Reconciler<Agent> {
    private final WorkloadReconciliation reconciliation;
    private final WorkloadEventSources eventSources;
    private final StatusWriter<AgentStatus, Agent> statusWriter;

    public AgentReconciler(
            WorkloadReconciliation reconciliation,
            WorkloadEventSources eventSources,
            KubernetesClient client,
            Clock clock) {
        this.reconciliation = reconciliation;
        this.eventSources = eventSources;
        this.statusWriter = new StatusWriter<>(client, Agent.class, clock);
    }

    @Override
    public List<EventSource<?, Agent>> prepareEventSources(EventSourceContext<Agent> context) {
        return eventSources.of(Workload.AGENT, context, Workload::of);
    }

    @Override
    public UpdateControl<Agent> reconcile(Agent resource, Context<Agent> context) {
        return reconciliation.reconcile(resource, Workload.of(resource), statusWriter);
    }
}
