package dev.vivarium.operator.workload;

import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.operator.cluster.ClusterCache;
import dev.vivarium.operator.cluster.EventSources;
import dev.vivarium.operator.observation.TelemetryObservations;
import dev.vivarium.operator.ondemand.OnDemandScaler;
import dev.vivarium.operator.resolve.DiscoveredTools;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.Workload;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** What makes Agents and SubAgents be reconciled besides a change of their own. */
public final class WorkloadEventSources {
    private final ClusterCache cache;
    private final WorkloadReferences references;
    private final TelemetryObservations telemetry;
    private final ReadinessListeners readiness;
    private final OnDemandScaler onDemand;

    WorkloadEventSources(
            ClusterCache cache,
            WorkloadReferences references,
            TelemetryObservations telemetry,
            ReadinessListeners readiness,
            OnDemandScaler onDemand) {
        this.cache = cache;
        this.references = references;
        this.telemetry = telemetry;
        this.readiness = readiness;
        this.onDemand = onDemand;
    }

    public <P extends HasMetadata> List<EventSource<?, P>> of(
            String kind, EventSourceContext<P> context, Function<P, Workload> workload) {
        var observations = new SimpleInboundEventSource<P>("observations");
        telemetry.listen((changedKind, name) -> {
            if (changedKind.equals(kind)) {
                observations.propagateEvent(new ResourceID(name.name(), name.namespace()));
            }
        });
        if (Workload.SUB_AGENT.equals(kind)) {
            onDemand.onChange(name -> observations.propagateEvent(new ResourceID(name.name(), name.namespace())));
        }
        readiness.listen(kind, name -> observations.propagateEvent(new ResourceID(name.name(), name.namespace())));
        return new EventSources<>(context, cache)
                .children(WorkloadReconciliation.CHILDREN)
                .children(List.of(Pod.class))
                .references(
                        Secret.class,
                        (primary, secret) -> references.secret(workload.apply(primary), NamespacedName.of(secret)))
                .references(
                        ConfigMap.class,
                        (primary, map) -> references.configMap(workload.apply(primary), NamespacedName.of(map)))
                .references(
                        SubAgent.class,
                        (primary, subAgent) ->
                                references.subAgent(workload.apply(primary), NamespacedName.of(subAgent)))
                .references(
                        McpServer.class,
                        WorkloadEventSources::content,
                        (primary, server) -> references.mcpServer(workload.apply(primary), NamespacedName.of(server)))
                .references(
                        ObservabilityStack.class, (primary, stack) -> references.stack(workload.apply(primary), stack))
                .with(observations)
                .list();
    }

    /** The tools that a server offers come and go without a change of its spec. */
    private static Object content(McpServer server) {
        return Arrays.asList(
                server.getMetadata().getGeneration(), server.isMarkedForDeletion(), DiscoveredTools.names(server));
    }
}
