package dev.vivarium.operator.dashboards;

import dev.vivarium.operator.dashboards.promql.Selector;
import dev.vivarium.operator.links.DashboardLinks;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.ResourceLabel;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Labels, selectors and legends that the dashboards share. */
final class Vocabulary {
    static final String NAMESPACE = ResourceLabel.NAMESPACE.label();
    static final String KIND = ResourceLabel.KIND.label();
    static final String NAME = ResourceLabel.NAME.label();
    static final String POD = ResourceLabel.POD.label();
    static final String PROVIDER = Attribute.PROVIDER_NAME.label();
    static final String MODEL = Attribute.REQUEST_MODEL.label();
    static final String COST_TYPE = Attribute.COST_TYPE.label();
    static final String ERROR_TYPE = Attribute.ERROR_TYPE.label();
    static final String ORIGIN = Attribute.TURN_ORIGIN.label();
    static final String DESTINATION = Attribute.MESSAGING_DESTINATION_NAME.label();
    static final String OPERATION = Attribute.MESSAGING_OPERATION_NAME.label();
    static final String TOOL = Attribute.TOOL_NAME.label();
    static final String TOOL_TYPE = Attribute.TOOL_TYPE.label();
    static final String METHOD = Attribute.MCP_METHOD_NAME.label();
    static final String SUBAGENT = Attribute.SUBAGENT_NAME.label();

    static final List<String> NOTHING = List.of();
    /** What tells one agent from all others. */
    static final List<String> BY_AGENT = List.of(NAMESPACE, KIND, NAME);

    static final List<String> BY_MODEL = List.of(PROVIDER, MODEL);

    /** At most so many lines in a panel that has one for each agent, queue or tool. */
    static final int MOST_LINES = 10;

    /** The series of agents in the chosen namespaces, of the chosen kinds, with the chosen names. */
    static final Selector AGENTS = Selector.ANY
            .matching(NAMESPACE, "$" + DashboardLinks.NAMESPACE_VARIABLE)
            .matching(KIND, "$" + DashboardLinks.KIND_VARIABLE)
            .matching(NAME, "$" + DashboardLinks.AGENT_VARIABLE);

    /** Those, and of the chosen models. */
    static final Selector MODELS = AGENTS.matching(MODEL, "$" + DashboardLinks.MODEL_VARIABLE);

    static final String AGENT_LEGEND = "{{%s}}/{{%s}} ({{%s}})".formatted(NAMESPACE, NAME, KIND);
    static final String MODEL_LEGEND = legend(PROVIDER, MODEL);

    private Vocabulary() {}

    static String legend(String... labels) {
        return Stream.of(labels).map(label -> "{{" + label + "}}").collect(Collectors.joining("/"));
    }
}
