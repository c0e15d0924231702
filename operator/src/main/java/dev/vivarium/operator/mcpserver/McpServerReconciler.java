package dev.vivarium.operator.mcpserver;

import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.api.v1alpha1.McpServerStatus;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.operator.apply.StatusWriter;
import dev.vivarium.operator.cluster.ClusterCache;
import dev.vivarium.operator.cluster.EventSources;
import dev.vivarium.operator.mcpserver.desired.McpServerBlueprint;
import dev.vivarium.operator.observation.TelemetryObservations;
import dev.vivarium.operator.resolve.EnvironmentReferences;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.StackResolver;
import dev.vivarium.operator.settings.OperatorSettings;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs McpServers and asks them, and those that run elsewhere, for their tools; what it does is in {@link McpServerReconciliation}. */
@GradualRetry(maxAttempts = -1, initialInterval = 1_000, intervalMultiplier = 2, maxInterval = 60_000)
@ControllerConfiguration(
        name = "mcpserver",
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.MINUTES))
public class McpServerReconciler implements Reconciler<McpServer> {
    private final McpServerReconciliation reconciliation;
    private final ClusterCache cache;
    private final ToolDiscovery discovery;
    private final TelemetryObservations telemetry;
    private final OperatorSettings settings;
    private final StatusWriter<McpServerStatus, McpServer> statusWriter;

    public McpServerReconciler(
            McpServerReconciliation reconciliation,
            ClusterCache cache,
            ToolDiscovery discovery,
            TelemetryObservations telemetry,
            OperatorSettings settings,
            KubernetesClient client,
            Clock clock) {
        this.reconciliation = reconciliation;
        this.cache = cache;
        this.discovery = discovery;
        this.telemetry = telemetry;
        this.settings = settings;
        this.statusWriter = new StatusWriter<>(client, McpServer.class, clock);
    }

    @Override
    public List<EventSource<?, McpServer>> prepareEventSources(EventSourceContext<McpServer> context) {
        var observations = new SimpleInboundEventSource<McpServer>("observations");
        discovery.onChange(name -> observations.propagateEvent(new ResourceID(name.name(), name.namespace())));
        telemetry.listen((kind, name) -> {
            if (kind.equals(McpServerBlueprint.KIND)) {
                observations.propagateEvent(new ResourceID(name.name(), name.namespace()));
            }
        });
        return new EventSources<>(context, cache)
                .children(McpServerReconciliation.CHILDREN)
                .children(List.of(Pod.class))
                .references(Secret.class, McpServerReconciler::names)
                .references(ConfigMap.class, McpServerReconciler::names)
                .references(
                        ObservabilityStack.class,
                        (server, stack) -> StackResolver.mayConcern(
                                NamespacedName.of(stack),
                                server.getMetadata().getNamespace(),
                                server.getSpec().telemetry(),
                                settings.defaultStack()))
                .with(observations)
                .list();
    }

    @Override
    public UpdateControl<McpServer> reconcile(McpServer server, Context<McpServer> context) {
        return reconciliation.reconcile(server, statusWriter);
    }

    private static boolean names(McpServer server, Secret secret) {
        var name = secret.getMetadata().getName();
        return sameNamespace(server, secret)
                && (EnvironmentReferences.toSecret(server.getSpec().env(), name)
                        || server.getSpec().headersFrom().stream()
                                .anyMatch(header -> header.secretKeyRef().name().equals(name)));
    }

    private static boolean names(McpServer server, ConfigMap map) {
        return sameNamespace(server, map)
                && EnvironmentReferences.toConfigMap(
                        server.getSpec().env(), map.getMetadata().getName());
    }

    private static boolean sameNamespace(McpServer server, HasMetadata other) {
        return server.getMetadata().getNamespace().equals(other.getMetadata().getNamespace());
    }
}
