package dev.vivarium.demo.cluster;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.Condition;
import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.SubAgent;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The custom resources of one namespace, with what their conditions say. */
public final class Resources {
    public static final String READY = "Ready";

    private final Cluster cluster;
    private final String namespace;

    public Resources(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /** @param observedGeneration generation that the status speaks of, null before the first status */
    public record State(
            String kind, String name, long generation, Long observedGeneration, List<Condition> conditions) {
        public State {
            conditions = List.copyOf(conditions);
        }

        public Optional<Condition> condition(String type) {
            return conditions.stream()
                    .filter(condition -> condition.type().equals(type))
                    .findFirst();
        }

        /** Whether a condition is true for the current generation. */
        public boolean is(String type) {
            return observedGeneration != null
                    && observedGeneration == generation
                    && condition(type)
                            .filter(found -> found.status() == ConditionStatus.TRUE)
                            .isPresent();
        }

        /** Name and why it is not as it should be, in a few words. */
        public String describe(String type) {
            return condition(type)
                    .map(found -> "%s %s (%s)".formatted(kind, name, found.reason()))
                    .orElse("%s %s (no status yet)".formatted(kind, name));
        }
    }

    /** Every resource of the four kinds, the stack first. */
    public List<State> states() {
        var states = new ArrayList<State>();
        stacks().forEach(stack -> states.add(state(stack)));
        mcpServers().forEach(server -> states.add(state(server)));
        subAgents().forEach(agent -> states.add(state(agent)));
        agents().forEach(agent -> states.add(state(agent)));
        return states;
    }

    /** What is not ready yet, in a few words; empty when everything is, or when there is nothing. */
    public Optional<String> notReady() {
        var states = states();
        if (states.isEmpty()) {
            return Optional.of("any resource in namespace " + namespace);
        }
        var waiting = states.stream()
                .filter(state -> !state.is(READY))
                .map(state -> state.describe(READY))
                .collect(Collectors.joining(", "));
        return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting);
    }

    public List<Agent> agents() {
        return cluster.client()
                .resources(Agent.class)
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    public List<SubAgent> subAgents() {
        return cluster.client()
                .resources(SubAgent.class)
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    public List<McpServer> mcpServers() {
        return cluster.client()
                .resources(McpServer.class)
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    public List<ObservabilityStack> stacks() {
        return cluster.client()
                .resources(ObservabilityStack.class)
                .inNamespace(namespace)
                .list()
                .getItems();
    }

    /** @throws IllegalStateException when there is no stack, or more than one */
    public ObservabilityStack stack() {
        var stacks = stacks();
        if (stacks.size() != 1) {
            throw new IllegalStateException("there are %d ObservabilityStacks in namespace %s, the demo needs one"
                    .formatted(stacks.size(), namespace));
        }
        return stacks.getFirst();
    }

    public static State state(HasMetadata resource) {
        var metadata = resource.getMetadata();
        return switch (resource) {
            case Agent agent
            when agent.getStatus() != null ->
                new State(
                        "Agent",
                        metadata.getName(),
                        metadata.getGeneration(),
                        agent.getStatus().observedGeneration(),
                        agent.getStatus().conditions());
            case SubAgent agent
            when agent.getStatus() != null ->
                new State(
                        "SubAgent",
                        metadata.getName(),
                        metadata.getGeneration(),
                        agent.getStatus().observedGeneration(),
                        agent.getStatus().conditions());
            case McpServer server
            when server.getStatus() != null ->
                new State(
                        "McpServer",
                        metadata.getName(),
                        metadata.getGeneration(),
                        server.getStatus().observedGeneration(),
                        server.getStatus().conditions());
            case ObservabilityStack stack
            when stack.getStatus() != null ->
                new State(
                        "ObservabilityStack",
                        metadata.getName(),
                        metadata.getGeneration(),
                        stack.getStatus().observedGeneration(),
                        stack.getStatus().conditions());
            default -> new State(resource.getKind(), metadata.getName(), metadata.getGeneration(), null, List.of());
        };
    }
}
