package dev.vivarium.operator.dashboards;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.operator.alerting.AlertTarget;
import dev.vivarium.operator.resolve.NamespacedName;
import java.util.List;

/**
 * Everything that the dashboards of one stack are made from.
 *
 * @param defaults the stack's {@code alertDefaults}, whose limits become panel thresholds
 * @param targets the agents that the stack serves
 */
public record DashboardInput(NamespacedName stack, AlertsSpec defaults, List<AlertTarget> targets) {
    public DashboardInput {
        targets = List.copyOf(targets);
    }
}
