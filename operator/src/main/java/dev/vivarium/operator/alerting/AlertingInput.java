package dev.vivarium.operator.alerting;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.operator.resolve.NamespacedName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything that the rules of one stack are made from.
 *
 * @param defaults the stack's {@code alertDefaults}
 * @param grafanaUrl address of Grafana for links; links to dashboards are left out when empty
 * @param runbookBaseUrl see {@link dev.vivarium.operator.settings.OperatorSettings}
 */
public record AlertingInput(
        NamespacedName stack,
        AlertsSpec defaults,
        List<AlertTarget> targets,
        Optional<String> grafanaUrl,
        String runbookBaseUrl,
        Duration scrapeInterval) {
    public AlertingInput {
        targets = List.copyOf(targets);
    }
}
