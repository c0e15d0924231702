package dev.vivarium.operator.resolve;

import java.util.Locale;

/** Names of the objects that the operator creates: the name of the custom resource with a suffix that tells the kind, so that an Agent and a SubAgent of one name do not meet. */
public final class ChildNames {
    private ChildNames() {}

    /** ServiceAccount, ConfigMap, Deployment and Service of an Agent. */
    public static String agent(String name) {
        return name + "-agent";
    }

    /** ServiceAccount, ConfigMap, Deployment and Service of a SubAgent. */
    public static String subAgent(String name) {
        return name + "-subagent";
    }

    /** Those of an Agent or a SubAgent. */
    public static String workload(String kind, String name) {
        return name + "-" + kind.toLowerCase(Locale.ROOT);
    }

    /** ServiceAccount, Deployment and Service of an McpServer. */
    public static String mcpServer(String name) {
        return name + "-mcp";
    }

    public static String collector(String stack) {
        return stack + "-collector";
    }

    public static String prometheus(String stack) {
        return stack + "-prometheus";
    }

    public static String alertmanager(String stack) {
        return stack + "-alertmanager";
    }

    public static String grafana(String stack) {
        return stack + "-grafana";
    }

    /** Address of a Service within the cluster; the trailing part is left to the cluster's search domains, which differ between clusters. */
    public static String serviceHost(String namespace, String service) {
        return service + "." + namespace + ".svc";
    }
}
