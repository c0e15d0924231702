package dev.vivarium.operator.cli;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.operator.cluster.ChildOwnership;
import dev.vivarium.operator.mcpserver.desired.McpServerBlueprint;
import dev.vivarium.operator.observabilitystack.InvalidNotificationsException;
import dev.vivarium.operator.observabilitystack.RulesTooLargeException;
import dev.vivarium.operator.observabilitystack.StackChildren;
import dev.vivarium.operator.observabilitystack.StackInput;
import dev.vivarium.operator.pods.Blueprint;
import dev.vivarium.operator.resolve.McpServerResolver;
import dev.vivarium.operator.resolve.ResolutionProblem;
import dev.vivarium.operator.resolve.ResourceLookup;
import dev.vivarium.operator.resolve.StackChoice;
import dev.vivarium.operator.resolve.StackResolver;
import dev.vivarium.operator.resolve.Workload;
import dev.vivarium.operator.resolve.WorkloadResolver;
import dev.vivarium.operator.settings.OperatorSettings;
import dev.vivarium.operator.settings.WatchedNamespaces;
import dev.vivarium.operator.workload.desired.WorkloadBlueprint;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Makes what the operator would make of custom resources, by the same functions. */
final class Renderer {
    private final ResourceLookup lookup;
    private final OperatorSettings settings;
    private final WorkloadResolver workloads;
    private final McpServerResolver mcpServers;

    Renderer(ResourceLookup lookup, OperatorSettings settings) {
        this.lookup = lookup;
        this.settings = settings;
        var stacks = new StackResolver(lookup, settings.defaultStack());
        this.workloads = new WorkloadResolver(lookup, stacks);
        this.mcpServers = new McpServerResolver(lookup, stacks);
    }

    /**
     * What one custom resource gives.
     *
     * @param problems what the conditions of the resource would say
     */
    record Rendered(HasMetadata owner, List<HasMetadata> children, List<String> problems) {}

    /** Every custom resource: stacks, MCP servers, sub-agents and agents, each in the order of the files. */
    List<Rendered> render() {
        var rendered = new ArrayList<Rendered>();
        lookup.list(ObservabilityStack.class).forEach(stack -> rendered.add(stack(stack)));
        lookup.list(McpServer.class).forEach(server -> rendered.add(mcpServer(server)));
        lookup.list(SubAgent.class).forEach(subAgent -> rendered.add(workload(subAgent, Workload.of(subAgent))));
        lookup.list(Agent.class).forEach(agent -> rendered.add(workload(agent, Workload.of(agent))));
        return List.copyOf(rendered);
    }

    private Rendered stack(ObservabilityStack stack) {
        try {
            var input = StackInput.resolve(stack, lookup, settings, new WatchedNamespaces(Set.of()));
            // The operator draws a password; a stand-in keeps the output the same each time.
            return rendered(stack, StackChildren.of(input, () -> "stand-in").objects(), input.backEndProblems());
        } catch (RulesTooLargeException | InvalidNotificationsException | IllegalArgumentException e) {
            return rendered(stack, List.of(), List.of(e.getMessage()));
        }
    }

    private Rendered mcpServer(McpServer server) {
        var resolution = mcpServers.resolve(server);
        var problems = messages(resolution.problems());
        if (!resolution.canRun()) {
            return rendered(server, List.of(), problems);
        }
        return of(server, new McpServerBlueprint(settings.images()).of(server, resolution), problems);
    }

    private Rendered workload(HasMetadata owner, Workload workload) {
        var resolution = workloads.resolve(workload);
        var problems = messages(resolution.problems());
        if (resolution.stack() instanceof StackChoice.None) {
            problems.add("no ObservabilityStack is in use; nothing is measured");
        }
        if (!resolution.canRun()) {
            return rendered(owner, List.of(), problems);
        }
        return of(owner, new WorkloadBlueprint(settings.images()).of(workload, resolution), problems);
    }

    private static Rendered of(HasMetadata owner, Blueprint blueprint, List<String> problems) {
        return switch (blueprint) {
            case Blueprint.Children children -> rendered(owner, children.objects(), problems);
            case Blueprint.Invalid invalid -> {
                problems.add(invalid.problem().message());
                yield rendered(owner, List.of(), problems);
            }
        };
    }

    private static Rendered rendered(HasMetadata owner, List<HasMetadata> children, List<String> problems) {
        for (var child : children) {
            var labels = new TreeMap<String, String>();
            if (child.getMetadata().getLabels() != null) {
                labels.putAll(child.getMetadata().getLabels());
            }
            labels.putAll(ChildOwnership.labels(owner, child));
            child.getMetadata().setLabels(labels);
        }
        return new Rendered(owner, children, problems);
    }

    private static List<String> messages(List<ResolutionProblem> problems) {
        return new ArrayList<>(problems.stream().map(ResolutionProblem::message).toList());
    }
}
