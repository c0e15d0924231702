package dev.vivarium.operator.dashboards;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.operator.resolve.NamespacedName;
import java.util.List;

/** What dashboards are made from in tests. */
final class Inputs {
    /** What the committed dashboards are made from: a stack that says nothing and serves nobody yet. */
    static final DashboardInput DEFAULT =
            new DashboardInput(new NamespacedName("vivarium-system", "vivarium"), AlertsSpec.DEFAULTS, List.of());

    private Inputs() {}
}
