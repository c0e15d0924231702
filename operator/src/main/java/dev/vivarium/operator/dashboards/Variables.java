package dev.vivarium.operator.dashboards;

import dev.vivarium.operator.dashboards.grafana.Variable;
import dev.vivarium.operator.dashboards.promql.Selector;
import dev.vivarium.operator.links.DashboardLinks;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.telemetry.Catalog;
import java.util.ArrayList;
import java.util.List;

/** What the reader of a dashboard chooses. Each choice narrows those that follow it. */
final class Variables {
    /** Prometheus' own record of whether it reached a target: what there is of an agent before its first turn. */
    static final String UP = "up";

    private static final Selector KNOWN = Selector.ANY
            .matching("__name__", UP + "|" + Catalog.TURNS.prometheusName())
            .matching(Vocabulary.KIND, "Agent|SubAgent");
    private static final Selector IN_NAMESPACE =
            KNOWN.matching(Vocabulary.NAMESPACE, "$" + DashboardLinks.NAMESPACE_VARIABLE);
    private static final Selector OF_KIND = IN_NAMESPACE.matching(Vocabulary.KIND, "$" + DashboardLinks.KIND_VARIABLE);

    private static final String NAMESPACES = "Namespaces of the agents.";
    private static final String KINDS = "Agents, or the sub-agents that they delegate to.";
    private static final String NAMES = "Names of Agents and SubAgents.";

    private Variables() {}

    /** Any number of agents. */
    static List<Variable> agents(NamespacedName stack) {
        return List.of(
                dataSource(stack),
                Variable.several(
                        DashboardLinks.NAMESPACE_VARIABLE, "Namespace", NAMESPACES, KNOWN.of(""), Vocabulary.NAMESPACE),
                Variable.several(DashboardLinks.KIND_VARIABLE, "Kind", KINDS, IN_NAMESPACE.of(""), Vocabulary.KIND),
                Variable.several(DashboardLinks.AGENT_VARIABLE, "Agent", NAMES, OF_KIND.of(""), Vocabulary.NAME));
    }

    /** Any number of agents, and of the models that they call. */
    static List<Variable> agentsAndModels(NamespacedName stack) {
        var variables = new ArrayList<>(agents(stack));
        variables.add(Variable.several(
                DashboardLinks.MODEL_VARIABLE,
                "Model",
                "Models that were asked for.",
                Vocabulary.AGENTS.of(Catalog.INFERENCE_DURATION.count()),
                Vocabulary.MODEL));
        return List.copyOf(variables);
    }

    /** Exactly one agent. */
    static List<Variable> oneAgent(NamespacedName stack) {
        return List.of(
                dataSource(stack),
                Variable.one(
                        DashboardLinks.NAMESPACE_VARIABLE, "Namespace", NAMESPACES, KNOWN.of(""), Vocabulary.NAMESPACE),
                Variable.one(DashboardLinks.KIND_VARIABLE, "Kind", KINDS, IN_NAMESPACE.of(""), Vocabulary.KIND),
                Variable.one(DashboardLinks.AGENT_VARIABLE, "Agent", NAMES, OF_KIND.of(""), Vocabulary.NAME));
    }

    private static Variable dataSource(NamespacedName stack) {
        return Variable.dataSource(DataSources.prometheusName(stack), DataSources.prometheusUid(stack));
    }
}
