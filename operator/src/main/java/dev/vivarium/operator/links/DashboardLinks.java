package dev.vivarium.operator.links;

import dev.vivarium.operator.resolve.NamespacedName;

/** Addresses of dashboards, for alerts. */
public final class DashboardLinks {
    /** Variables of the dashboards, as they stand in addresses with {@code var-} before them. */
    public static final String NAMESPACE_VARIABLE = "namespace";

    public static final String KIND_VARIABLE = "kind";
    public static final String AGENT_VARIABLE = "agent";
    public static final String MODEL_VARIABLE = "model";

    private DashboardLinks() {}

    /**
     * Address of an agent's dashboard.
     *
     * @param grafanaUrl where Grafana is, with or without a slash at the end
     * @param namespace the agent's namespace, or an expression that a template engine replaces by it, such as <code>{{ $labels.namespace }}</code>; it is not
     *     encoded, since Kubernetes allows no name that would need it
     * @param kind the agent's kind, or an expression
     * @param agent the agent's name, or an expression
     */
    public static String agent(String grafanaUrl, NamespacedName stack, String namespace, String kind, String agent) {
        return grafanaUrl.replaceAll("/+$", "")
                + "/d/" + DashboardUid.of(stack, DashboardKey.AGENT) + "/" + DashboardKey.AGENT.key()
                + "?var-" + NAMESPACE_VARIABLE + "=" + namespace
                + "&var-" + KIND_VARIABLE + "=" + kind
                + "&var-" + AGENT_VARIABLE + "=" + agent;
    }

    /** Address of one panel of an agent's dashboard, alone on the page; the rest is as with {@link #agent}. */
    public static String panel(
            String grafanaUrl, NamespacedName stack, String namespace, String kind, String agent, AlertPanel panel) {
        return agent(grafanaUrl, stack, namespace, kind, agent) + "&viewPanel=" + panel.id();
    }
}
