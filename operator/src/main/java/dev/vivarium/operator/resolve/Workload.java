package dev.vivarium.operator.resolve;

import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.AgentWorkload;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.api.v1alpha1.SubAgentSpec;
import dev.vivarium.api.v1alpha1.TransportMode;
import java.util.Optional;

/**
 * An Agent or a SubAgent, seen as what they have in common.
 *
 * @param kind {@link #AGENT} or {@link #SUB_AGENT}
 * @param outOfBudget whether it is stopped since its budget is spent
 */
public record Workload(String kind, NamespacedName id, AgentWorkload spec, boolean outOfBudget) {
    public static final String AGENT = "Agent";
    public static final String SUB_AGENT = "SubAgent";

    public static Workload of(Agent agent) {
        return new Workload(AGENT, NamespacedName.of(agent), agent.getSpec(), false);
    }

    public static Workload of(SubAgent subAgent) {
        return new Workload(SUB_AGENT, NamespacedName.of(subAgent), subAgent.getSpec(), false);
    }

    /** The same while its budget is spent and it is to be stopped then. */
    public Workload whileOutOfBudget() {
        return new Workload(kind, id, spec, true);
    }

    public String namespace() {
        return id.namespace();
    }

    public String name() {
        return id.name();
    }

    /** Name of its ServiceAccount, ConfigMap, Deployment and Service. */
    public String childName() {
        return ChildNames.workload(kind, id.name());
    }

    public String routingKey() {
        return BusNames.routingKey(id.namespace(), kind, id.name());
    }

    /** The queue that it takes turns from; empty in Http mode. */
    public Optional<String> queue() {
        return isOnBus() ? Optional.of(BusNames.queue(id.namespace(), kind, id.name())) : Optional.empty();
    }

    public boolean isOnBus() {
        return spec.transport().mode() == TransportMode.QUEUE;
    }

    public Optional<SubAgentSpec> subAgentSpec() {
        return spec instanceof SubAgentSpec subAgent ? Optional.of(subAgent) : Optional.empty();
    }

    /** Whether no pods are wanted, whatever there is to do. */
    public boolean isStopped() {
        return outOfBudget || spec.suspended() || spec.replicas() == 0;
    }

    /** Empty when its pods run all the time. */
    public Optional<OnDemandBounds> onDemand() {
        return subAgentSpec().flatMap(OnDemandBounds::of);
    }

    /** How many pods are wanted as long as there is nothing to do. */
    public int restingReplicas() {
        return isStopped() || onDemand().isPresent() ? 0 : spec.replicas();
    }

    /** Whether pods are there all the time, unless its budget is spent. */
    public boolean isMeantToRun() {
        return !spec.suspended() && spec.replicas() > 0 && onDemand().isEmpty();
    }

    /** Turns that one pod may handle at a time. */
    public int turnsPerPod() {
        return onDemand()
                .map(OnDemandBounds::turnsPerPod)
                .orElseGet(() -> spec.limits().maxConcurrentTurns());
    }
}
