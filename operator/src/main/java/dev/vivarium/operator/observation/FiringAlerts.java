package dev.vivarium.operator.observation;

import dev.vivarium.operator.alerting.AlertLabels;
import dev.vivarium.operator.alerting.StackLabels;
import dev.vivarium.operator.observation.PollTarget.Resource;
import dev.vivarium.operator.resolve.NamespacedName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Alerts that fire.
 *
 * @param all their names; an alert that fires for two reasons is there twice
 * @param about the same of those about an agent
 */
record FiringAlerts(List<String> all, Map<Resource, List<String>> about) {
    private static final String NAME = "alertname";

    static FiringAlerts of(List<PrometheusClient.Sample> alerts) {
        var all = new ArrayList<String>();
        var about = new HashMap<Resource, List<String>>();
        for (var alert : alerts) {
            all.add(alert.label(NAME));
            var whom = new Resource(
                    alert.label(AlertLabels.KIND),
                    new NamespacedName(alert.label(AlertLabels.NAMESPACE), alert.label(AlertLabels.AGENT)));
            about.computeIfAbsent(whom, ignored -> new ArrayList<>()).add(alert.label(NAME));
        }
        return new FiringAlerts(all, about);
    }

    /** A Prometheus that may have the alerts of other stacks too is asked for those that tell this one. */
    static String expression(NamespacedName stack, boolean shared) {
        var ofStack = shared
                ? ", %s=\"%s\", %s=\"%s\""
                        .formatted(StackLabels.STACK, stack.name(), StackLabels.STACK_NAMESPACE, stack.namespace())
                : "";
        return "ALERTS{alertstate=\"firing\"" + ofStack + "}";
    }

    List<String> of(Resource resource) {
        return about.getOrDefault(resource, List.of());
    }
}
