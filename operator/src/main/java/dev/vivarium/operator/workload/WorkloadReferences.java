package dev.vivarium.operator.workload;

import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.operator.resolve.EnvironmentReferences;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.ResourceLookup;
import dev.vivarium.operator.resolve.StackResolver;
import dev.vivarium.operator.resolve.Workload;
import java.util.Optional;

/** Whether an Agent or SubAgent refers to an object, so that a change of the object concerns it. */
final class WorkloadReferences {
    private final ResourceLookup lookup;
    private final StackResolver stacks;
    private final Optional<NamespacedName> defaultStack;

    WorkloadReferences(ResourceLookup lookup, StackResolver stacks, Optional<NamespacedName> defaultStack) {
        this.lookup = lookup;
        this.stacks = stacks;
        this.defaultStack = defaultStack;
    }

    boolean secret(Workload workload, NamespacedName secret) {
        if (!workload.namespace().equals(secret.namespace())) {
            return false;
        }
        var spec = workload.spec();
        return spec.models().values().stream()
                        .map(model -> model.apiKeySecretRef())
                        .anyMatch(key -> key != null && key.name().equals(secret.name()))
                || EnvironmentReferences.toSecret(spec.env(), secret.name())
                || isOfBroker(workload, secret.name())
                || spec.mcpServers().stream().anyMatch(server -> isOfMcpServer(workload, server.name(), secret.name()));
    }

    boolean configMap(Workload workload, NamespacedName map) {
        if (!workload.namespace().equals(map.namespace())) {
            return false;
        }
        var instructions = workload.spec().instructions().configMapKeyRef();
        return instructions != null && instructions.name().equals(map.name())
                || EnvironmentReferences.toConfigMap(workload.spec().env(), map.name());
    }

    boolean subAgent(Workload workload, NamespacedName subAgent) {
        return workload.namespace().equals(subAgent.namespace())
                && workload.spec().subAgents().stream()
                        .anyMatch(reference -> reference.name().equals(subAgent.name()));
    }

    boolean mcpServer(Workload workload, NamespacedName server) {
        return workload.namespace().equals(server.namespace())
                && workload.spec().mcpServers().stream()
                        .anyMatch(reference -> reference.name().equals(server.name()));
    }

    /** Also of stacks that are not in use but might be: those of the namespace, and the default. */
    boolean stack(Workload workload, ObservabilityStack stack) {
        return StackResolver.mayConcern(
                NamespacedName.of(stack), workload.namespace(), workload.spec().telemetry(), defaultStack);
    }

    private boolean isOfBroker(Workload workload, String secret) {
        return workload.isOnBus()
                && stacks.choose(workload.namespace(), workload.spec().telemetry())
                        .chosen()
                        .map(stack -> stack.getSpec().broker())
                        .filter(broker ->
                                broker.rabbitmq().urlSecretRef().name().equals(secret))
                        .isPresent();
    }

    private boolean isOfMcpServer(Workload workload, String server, String secret) {
        return lookup.find(McpServer.class, workload.namespace(), server).stream()
                .flatMap(found -> found.getSpec().headersFrom().stream())
                .anyMatch(header -> header.secretKeyRef().name().equals(secret));
    }
}
