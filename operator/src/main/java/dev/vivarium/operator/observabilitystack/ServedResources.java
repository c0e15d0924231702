package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.api.v1alpha1.TelemetryDestination;
import dev.vivarium.operator.alerting.AlertTarget;
import dev.vivarium.operator.alerting.RulesFingerprint;
import dev.vivarium.operator.observation.PollTarget.Resource;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.ResourceLookup;
import dev.vivarium.operator.resolve.StackResolver;
import dev.vivarium.operator.resolve.Workload;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What uses a stack.
 *
 * @param targets Agents and SubAgents, by namespace, kind and name
 * @param mcpServers MCP servers, by namespace and name
 */
public record ServedResources(List<AlertTarget> targets, List<NamespacedName> mcpServers) {
    public ServedResources {
        targets = targets.stream()
                .sorted(Comparator.comparing(AlertTarget::namespace)
                        .thenComparing(AlertTarget::kind)
                        .thenComparing(AlertTarget::name))
                .toList();
        mcpServers = mcpServers.stream().sorted().toList();
    }

    /**
     * Everything that uses the stack; what is being deleted does no longer.
     *
     * @param defaultStack see {@link dev.vivarium.operator.settings.OperatorSettings}
     */
    public static ServedResources of(
            NamespacedName stack, ResourceLookup lookup, Optional<NamespacedName> defaultStack) {
        var resolver = new StackResolver(lookup, defaultStack);
        var targets = new ArrayList<AlertTarget>();
        for (var agent : lookup.list(Agent.class)) {
            if (uses(stack, agent, agent.getSpec().telemetry(), resolver)) {
                targets.add(target(Workload.of(agent)));
            }
        }
        for (var subAgent : lookup.list(SubAgent.class)) {
            if (uses(stack, subAgent, subAgent.getSpec().telemetry(), resolver)) {
                targets.add(target(Workload.of(subAgent)));
            }
        }
        var servers = lookup.list(McpServer.class).stream()
                .filter(server -> uses(stack, server, server.getSpec().telemetry(), resolver))
                .map(NamespacedName::of)
                .toList();
        return new ServedResources(targets, servers);
    }

    /** All of them, as those whose telemetry is observed, each with the fingerprint of the rules about it. */
    Map<Resource, String> resources(AlertsSpec defaults) {
        var resources = new HashMap<Resource, String>();
        targets.forEach(target -> resources.put(resource(target), RulesFingerprint.of(target, defaults)));
        // No rules are about MCP servers.
        mcpServers.forEach(server -> resources.put(new Resource("McpServer", server), ""));
        return resources;
    }

    /** Agents and SubAgents of which samples should arrive now, sorted. */
    List<Resource> expectedToRun() {
        return targets.stream()
                .filter(AlertTarget::expectedToRun)
                .map(ServedResources::resource)
                .toList();
    }

    private static Resource resource(AlertTarget target) {
        return new Resource(target.kind(), new NamespacedName(target.namespace(), target.name()));
    }

    int count() {
        return targets.size() + mcpServers.size();
    }

    private static boolean uses(
            NamespacedName stack, HasMetadata resource, TelemetryDestination telemetry, StackResolver resolver) {
        return !resource.isMarkedForDeletion()
                && resolver.choose(resource.getMetadata().getNamespace(), telemetry)
                        .chosen()
                        .map(NamespacedName::of)
                        .filter(stack::equals)
                        .isPresent();
    }

    private static AlertTarget target(Workload workload) {
        // One on demand is silent whenever there is nothing to do.
        return new AlertTarget(
                workload.namespace(),
                workload.kind(),
                workload.name(),
                workload.spec().alerts(),
                workload.queue(),
                workload.restingReplicas() > 0);
    }
}
