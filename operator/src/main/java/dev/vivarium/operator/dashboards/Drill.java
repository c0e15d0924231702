package dev.vivarium.operator.dashboards;

import dev.vivarium.operator.dashboards.grafana.FieldConfig;
import dev.vivarium.operator.dashboards.grafana.Link;
import dev.vivarium.operator.dashboards.grafana.PanelBuilder;
import dev.vivarium.operator.links.DashboardLinks;
import dev.vivarium.operator.resolve.NamespacedName;

/** Ways from a dashboard about many agents to the dashboard of one. */
record Drill(NamespacedName stack) {
    private static final String TITLE = "Agent dashboard";
    private static final String NAMESPACE_COLUMN = "Namespace";
    private static final String KIND_COLUMN = "Kind";
    private static final String AGENT_COLUMN = "Agent";
    /** Some thirty letters. */
    private static final int AGENT_WIDTH = 240;

    /** From a line of a time series that carries the labels of an agent. */
    Link fromSeries() {
        return link(label(Vocabulary.NAMESPACE), label(Vocabulary.KIND), label(Vocabulary.NAME));
    }

    /** Adds the columns that name an agent, the last with a link. */
    PanelBuilder agentColumns(PanelBuilder table) {
        return table.labelColumn(Vocabulary.NAMESPACE, NAMESPACE_COLUMN)
                .labelColumn(Vocabulary.KIND, KIND_COLUMN)
                .labelColumn(Vocabulary.NAME, AGENT_COLUMN)
                .override(FieldConfig.Override.named(
                        AGENT_COLUMN,
                        FieldConfig.Property.width(AGENT_WIDTH),
                        FieldConfig.Property.links(
                                link(column(NAMESPACE_COLUMN), column(KIND_COLUMN), column(AGENT_COLUMN)))));
    }

    private Link link(String namespace, String kind, String agent) {
        return Link.to(
                TITLE,
                DashboardLinks.agent("", stack, namespace, kind, agent)
                        + "&${__url_time_range}&${datasource:queryparam}");
    }

    private static String label(String name) {
        return "${__field.labels." + name + "}";
    }

    private static String column(String name) {
        return "${__data.fields." + name + "}";
    }
}
