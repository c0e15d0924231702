package dev.vivarium.operator.dashboards;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.api.v1alpha1.DurationAlert;
import dev.vivarium.api.v1alpha1.UsdAlert;
import dev.vivarium.operator.resolve.NamespacedName;
import java.util.List;
import java.util.stream.Stream;

/** What dashboards are made from in tests. */
final class Inputs {
    /** What the committed dashboards are made from: a stack that says nothing and serves nobody yet. */
    static final DashboardInput DEFAULT =
            new DashboardInput(new NamespacedName("vivarium-system", "vivarium"), AlertsSpec.DEFAULTS, List.of());

    /** The longest names that Kubernetes allows, limits of the stack's own, and one that is switched off. */
    static final DashboardInput UNUSUAL = new DashboardInput(
            new NamespacedName("n".repeat(63), "a.stack-with.dots".repeat(14) + "end"),
            alerts(new UsdAlert(null, "0.05", null, null), new DurationAlert(false, "1m30s", null, null)),
            List.of());

    private Inputs() {}

    static Stream<DashboardInput> all() {
        return Stream.of(DEFAULT, UNUSUAL);
    }

    static AlertsSpec alerts(UsdAlert costPerHour, DurationAlert llmLatencyP95) {
        return new AlertsSpec(
                costPerHour,
                null,
                llmLatencyP95,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
