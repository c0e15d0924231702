package dev.vivarium.operator.mcpserver;

import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.api.v1alpha1.McpServerStatus;
import dev.vivarium.operator.apply.ApplyResult;
import dev.vivarium.operator.apply.ChildApplier;
import dev.vivarium.operator.apply.StatusWriter;
import dev.vivarium.operator.cluster.ClusterCache;
import dev.vivarium.operator.events.EventRecorder;
import dev.vivarium.operator.mcpserver.desired.McpServerBlueprint;
import dev.vivarium.operator.observation.TelemetryObservation;
import dev.vivarium.operator.observation.TelemetryObservations;
import dev.vivarium.operator.pods.Blueprint;
import dev.vivarium.operator.pods.SpecProblem;
import dev.vivarium.operator.resolve.ChildNames;
import dev.vivarium.operator.resolve.McpServerResolution;
import dev.vivarium.operator.resolve.McpServerResolver;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.rollout.Arrival;
import dev.vivarium.operator.rollout.Retries;
import dev.vivarium.operator.rollout.Rollout;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.util.List;
import java.util.Optional;

/** One reconciliation of an McpServer: resolve, apply, observe, write the status. */
public final class McpServerReconciliation {
    /** The types of the children. */
    static final List<Class<? extends HasMetadata>> CHILDREN =
            List.of(ServiceAccount.class, Service.class, Deployment.class);

    private final McpServerResolver resolver;
    private final McpServerBlueprint blueprint;
    private final ChildApplier applier;
    private final ClusterCache cache;
    private final ToolDiscovery discovery;
    private final TelemetryObservations telemetry;
    private final Arrival arrival;
    private final Retries retries;
    private final McpServerStatuses statuses;
    private final EventRecorder events;

    McpServerReconciliation(
            McpServerResolver resolver,
            McpServerBlueprint blueprint,
            ChildApplier applier,
            ClusterCache cache,
            ToolDiscovery discovery,
            TelemetryObservations telemetry,
            Arrival arrival,
            Retries retries,
            McpServerStatuses statuses,
            EventRecorder events) {
        this.resolver = resolver;
        this.blueprint = blueprint;
        this.applier = applier;
        this.cache = cache;
        this.discovery = discovery;
        this.telemetry = telemetry;
        this.arrival = arrival;
        this.retries = retries;
        this.statuses = statuses;
        this.events = events;
    }

    UpdateControl<McpServer> reconcile(McpServer server, StatusWriter<McpServerStatus, McpServer> statusWriter) {
        if (server.isMarkedForDeletion()) {
            return UpdateControl.noUpdate(); // Its children go with it.
        }
        var resolution = resolver.resolve(server);
        // Where nothing is deployed, nothing can be started too early.
        var complete = resolution.isComplete() || !server.getSpec().isDeployed();
        var expected = arrival.stillExpected(server, complete, rollout(server));
        if (expected.isPresent()) {
            return UpdateControl.<McpServer>noUpdate().rescheduleAfter(expected.get());
        }
        var desired = resolution.canRun() ? Optional.of(blueprint.of(server, resolution)) : Optional.<Blueprint>empty();
        var applied = apply(server, desired);
        var rollout = rollout(server);
        var seen = new McpServerObservation(
                resolution,
                desired.flatMap(McpServerReconciliation::invalid),
                applied,
                rollout,
                discovery.of(server, resolution, rollout),
                telemetryOf(server, resolution));
        var before = Optional.ofNullable(statusWriter.current(server));
        var now = statuses.compute(server, before, seen);
        if (statusWriter.write(server, now)) {
            events.conditionsChanged(
                    server, before.map(McpServerStatus::conditions).orElse(List.of()), now.conditions());
        }
        return retries.control(applied);
    }

    private Optional<ApplyResult> apply(McpServer server, Optional<Blueprint> desired) {
        if (desired.isPresent() && desired.get() instanceof Blueprint.Children children) {
            return Optional.of(applier.apply(server, children.objects(), CHILDREN));
        }
        if (server.getSpec().isDeployed() && server.getSpec().replicas() == 0) {
            // To stop must always work, whatever else is wrong.
            return Optional.of(applier.stop(
                            server, ChildNames.mcpServer(server.getMetadata().getName())))
                    .filter(stopped -> !stopped.isProgrammed());
        }
        return Optional.empty();
    }

    private static Optional<SpecProblem> invalid(Blueprint blueprint) {
        return blueprint instanceof Blueprint.Invalid invalid ? Optional.of(invalid.problem()) : Optional.empty();
    }

    private Rollout rollout(McpServer server) {
        var id = NamespacedName.of(server);
        if (!server.getSpec().isDeployed()) {
            return new Rollout(Optional.empty(), List.of());
        }
        return new Rollout(
                cache.find(Deployment.class, id.namespace(), ChildNames.mcpServer(id.name())),
                cache.labelledFor(Pod.class, McpServerBlueprint.KIND, id));
    }

    private Optional<TelemetryObservation> telemetryOf(McpServer server, McpServerResolution resolution) {
        return resolution
                .stack()
                .chosen()
                .flatMap(stack ->
                        telemetry.latest(NamespacedName.of(stack), McpServerBlueprint.KIND, NamespacedName.of(server)));
    }
}
