package dev.vivarium.operator.dashboards;

import dev.vivarium.operator.links.DashboardUid;
import dev.vivarium.operator.resolve.NamespacedName;

/** What a stack's Prometheus is called in a Grafana that may have those of many stacks, so that its dashboards open with it. */
public final class DataSources {
    private DataSources() {}

    /** Stays the same as long as the stack's name does. */
    public static String prometheusUid(NamespacedName stack) {
        return DashboardUid.tag(stack);
    }

    public static String prometheusName(NamespacedName stack) {
        return "Prometheus " + stack;
    }
}
