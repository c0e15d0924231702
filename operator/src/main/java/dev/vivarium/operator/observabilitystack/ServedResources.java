package dev.vivarium.operator.observabilitystack;

import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.AgentWorkload;
import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.api.v1alpha1.SubAgentLifecycleMode;
import dev.vivarium.api.v1alpha1.SubAgentSpec;
import dev.vivarium.api.v1alpha1.TelemetrySpec;
import dev.vivarium.api.v1alpha1.TransportMode;
import dev.vivarium.operator.alerting.AlertTarget;
import dev.vivarium.operator.observation.PollTarget;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.ResourceLookup;
import dev.vivarium.operator.resolve.StackResolver;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
                targets.add(target(agent, agent.getSpec()));
            }
        }
        for (var subAgent : lookup.list(SubAgent.class)) {
            if (uses(stack, subAgent, subAgent.getSpec().telemetry(), resolver)) {
                targets.add(target(subAgent, subAgent.getSpec()));
            }
        }
        var servers = lookup.list(McpServer.class).stream()
                .filter(server -> uses(stack, server, server.getSpec().telemetry(), resolver))
                .map(NamespacedName::of)
                .toList();
        return new ServedResources(targets, servers);
    }

    /** All of them, as those whose telemetry is observed. */
    List<PollTarget.Resource> resources() {
        return Stream.concat(
                        targets.stream()
                                .map(target -> new PollTarget.Resource(
                                        target.kind(), new NamespacedName(target.namespace(), target.name()))),
                        mcpServers.stream().map(server -> new PollTarget.Resource("McpServer", server)))
                .toList();
    }

    int count() {
        return targets.size() + mcpServers.size();
    }

    private static boolean uses(
            NamespacedName stack, HasMetadata resource, TelemetrySpec telemetry, StackResolver resolver) {
        return !resource.isMarkedForDeletion()
                && resolver.choose(resource.getMetadata().getNamespace(), telemetry)
                        .chosen()
                        .map(NamespacedName::of)
                        .filter(stack::equals)
                        .isPresent();
    }

    private static AlertTarget target(CustomResource<?, ?> resource, AgentWorkload spec) {
        var namespace = resource.getMetadata().getNamespace();
        var name = resource.getMetadata().getName();
        var queue = spec.transport().mode() == TransportMode.QUEUE
                ? Optional.of(BusNames.queue(namespace, resource.getKind(), name))
                : Optional.<String>empty();
        return new AlertTarget(namespace, resource.getKind(), name, spec.alerts(), queue, isAlwaysThere(spec));
    }

    /** One on demand is silent whenever there is nothing to do. */
    private static boolean isAlwaysThere(AgentWorkload spec) {
        return !spec.suspended()
                && spec.replicas() > 0
                && !(spec instanceof SubAgentSpec subAgent
                        && subAgent.lifecycle().mode() == SubAgentLifecycleMode.ON_DEMAND);
    }
}
