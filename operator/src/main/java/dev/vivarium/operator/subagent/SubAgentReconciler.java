package dev.vivarium.operator.subagent;

import dev.vivarium.api.v1alpha1.AgentStatus;
import dev.vivarium.api.v1alpha1.SubAgent;
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

/** Runs SubAgents; what it does is in {@link WorkloadReconciliation}. */
@GradualRetry(maxAttempts = -1, initialInterval = 1_000, intervalMultiplier = 2, maxInterval = 60_000)
@ControllerConfiguration(
        name = "subagent",
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.MINUTES))
public class SubAgentReconciler implements Reconciler<SubAgent> {
    private final WorkloadReconciliation reconciliation;
    private final WorkloadEventSources eventSources;
    private final StatusWriter<AgentStatus, SubAgent> statusWriter;

    public SubAgentReconciler(
            WorkloadReconciliation reconciliation,
            WorkloadEventSources eventSources,
            KubernetesClient client,
            Clock clock) {
        this.reconciliation = reconciliation;
        this.eventSources = eventSources;
        this.statusWriter = new StatusWriter<>(client, SubAgent.class, clock);
    }

    @Override
    public List<EventSource<?, SubAgent>> prepareEventSources(EventSourceContext<SubAgent> context) {
        return eventSources.of(Workload.SUB_AGENT, context, Workload::of);
    }

    @Override
    public UpdateControl<SubAgent> reconcile(SubAgent resource, Context<SubAgent> context) {
        return reconciliation.reconcile(resource, Workload.of(resource), statusWriter);
    }
}
