package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.AgentStatus;
import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.api.v1alpha1.BudgetPeriod;
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
import dev.vivarium.operator.status.ConditionTypes;
import dev.vivarium.operator.status.Conditions;
import dev.vivarium.operator.status.Reasons;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What uses a stack.
 *
 * @param targets Agents and SubAgents, by namespace, kind and name
 * @param mcpServers MCP servers, by namespace and name
 * @param outOfBudget those of the targets that have no pods since their budget is spent
 */
public record ServedResources(List<AlertTarget> targets, List<NamespacedName> mcpServers, Set<Resource> outOfBudget) {
    /** Nothing uses it. */
    static final ServedResources NONE = new ServedResources(List.of(), List.of(), Set.of());

    public ServedResources {
        targets = targets.stream()
                .sorted(Comparator.comparing(AlertTarget::namespace)
                        .thenComparing(AlertTarget::kind)
                        .thenComparing(AlertTarget::name))
                .toList();
        mcpServers = mcpServers.stream().sorted().toList();
        outOfBudget = Set.copyOf(outOfBudget);
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
        var outOfBudget = new HashSet<Resource>();
        for (var agent : lookup.list(Agent.class)) {
            if (uses(stack, agent, agent.getSpec().telemetry(), resolver)) {
                targets.add(target(Workload.of(agent)));
                outOfBudget(Workload.of(agent), agent.getStatus()).ifPresent(outOfBudget::add);
            }
        }
        for (var subAgent : lookup.list(SubAgent.class)) {
            if (uses(stack, subAgent, subAgent.getSpec().telemetry(), resolver)) {
                targets.add(target(Workload.of(subAgent)));
                outOfBudget(Workload.of(subAgent), subAgent.getStatus()).ifPresent(outOfBudget::add);
            }
        }
        var servers = lookup.list(McpServer.class).stream()
                .filter(server -> uses(stack, server, server.getSpec().telemetry(), resolver))
                .map(NamespacedName::of)
                .toList();
        return new ServedResources(targets, servers, outOfBudget);
    }

    /** All of them, as those whose telemetry is observed, each with the fingerprint of the rules about it. */
    Map<Resource, String> resources(AlertsSpec defaults) {
        var resources = new HashMap<Resource, String>();
        targets.forEach(target -> resources.put(resource(target), RulesFingerprint.of(target, defaults)));
        // No rules are about MCP servers.
        mcpServers.forEach(server -> resources.put(new Resource("McpServer", server), ""));
        return resources;
    }

    /** Whose spending is limited. */
    Map<Resource, BudgetPeriod> budgets() {
        var budgets = new HashMap<Resource, BudgetPeriod>();
        targets.forEach(target -> target.budget().ifPresent(budget -> budgets.put(resource(target), budget.period())));
        return budgets;
    }

    /** Agents and SubAgents of which samples should arrive now, sorted. */
    List<Resource> expectedToRun() {
        return targets.stream()
                .filter(AlertTarget::expectedToRun)
                .map(ServedResources::resource)
                .filter(resource -> !outOfBudget.contains(resource))
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

    /** By its own status, which is where the operator remembers it. */
    private static Optional<Resource> outOfBudget(Workload workload, AgentStatus status) {
        return Optional.ofNullable(status)
                .flatMap(said -> Conditions.find(said.conditions(), ConditionTypes.READY))
                .filter(ready -> Reasons.BUDGET_EXCEEDED.equals(ready.reason()))
                .map(ready -> new Resource(workload.kind(), workload.id()));
    }

    private static AlertTarget target(Workload workload) {
        // One on demand is silent whenever there is nothing to do.
        return new AlertTarget(
                workload.namespace(),
                workload.kind(),
                workload.name(),
                workload.spec().alerts(),
                Optional.ofNullable(workload.spec().budget()),
                workload.queue(),
                workload.isMeantToRun());
    }
}
