package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.api.v1alpha1.ContactPoint;
import dev.vivarium.api.v1alpha1.RouteSpec;
import dev.vivarium.api.v1alpha1.Severity;
import dev.vivarium.operator.integration.AlertmanagerRouting;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The notifications of a stack as an AlertmanagerConfig, for an Alertmanager that others use too: it matches the alerts of the stack alone. Secrets are named and
 * not read: Prometheus Operator reads them in the namespace of the stack.
 *
 * <p>With its own default Prometheus Operator lets an AlertmanagerConfig have only those alerts whose label {@code namespace} is the namespace of the
 * AlertmanagerConfig; an alert's is that of its agent.
 */
final class AlertmanagerRoutes {
    private final StackInput input;

    AlertmanagerRoutes(StackInput input) {
        this.input = input;
    }

    /** Empty where nobody is to be told. */
    Optional<AlertmanagerRouting> render() {
        var points = input.spec().notifications().contactPoints();
        if (points.isEmpty()) {
            return Optional.empty();
        }
        var metadata = new ObjectMetaBuilder(new StackObjects(input).metadata(Component.ALERTMANAGER))
                .addToLabels(input.spec().alertmanager().labels())
                .build();
        return Optional.of(new AlertmanagerRouting()
                .with(
                        AlertmanagerRouting.class,
                        metadata,
                        map(
                                "route",
                                route(),
                                "inhibitRules",
                                List.of(criticalOverWarning()),
                                "receivers",
                                points.stream()
                                        .map(AlertmanagerRoutes::receiver)
                                        .toList())));
    }

    private Map<String, Object> route() {
        var spec = input.spec().notifications();
        var route = map(
                "receiver",
                spec.contactPoints().getFirst().name(),
                "groupBy",
                AlertmanagerConfig.GROUP_BY,
                "groupWait",
                AlertmanagerConfig.GROUP_WAIT,
                "groupInterval",
                AlertmanagerConfig.GROUP_INTERVAL,
                "repeatInterval",
                AlertmanagerConfig.REPEAT_INTERVAL,
                "matchers",
                ofStack());
        if (!spec.routes().isEmpty()) {
            route.put(
                    "routes",
                    spec.routes().stream().map(AlertmanagerRoutes::child).toList());
        }
        return route;
    }

    private List<Map<String, Object>> ofStack() {
        return List.of(
                matcher(StackLabels.STACK, input.name()), matcher(StackLabels.STACK_NAMESPACE, input.namespace()));
    }

    private static Map<String, Object> child(RouteSpec spec) {
        var matchers = new ArrayList<Map<String, Object>>();
        if (spec.severity() != null) {
            matchers.add(matcher("severity", spec.severity().label()));
        }
        new TreeMap<>(spec.matchLabels()).forEach((name, value) -> matchers.add(matcher(name, value)));
        var route = map("receiver", spec.contactPoint());
        if (!matchers.isEmpty()) {
            route.put("matchers", matchers);
        }
        return route;
    }

    private static Map<String, Object> matcher(String name, String value) {
        return map("name", name, "matchType", "=", "value", value);
    }

    private Map<String, Object> criticalOverWarning() {
        var source = new ArrayList<>(ofStack());
        source.add(matcher("severity", Severity.CRITICAL.label()));
        var target = new ArrayList<>(ofStack());
        target.add(matcher("severity", Severity.WARNING.label()));
        return map("sourceMatch", source, "targetMatch", target, "equal", AlertmanagerConfig.SAME_SUBJECT);
    }

    private static Map<String, Object> receiver(ContactPoint point) {
        var webhook = point.webhook().url() != null
                ? map("url", point.webhook().url())
                : map(
                        "urlSecret",
                        map(
                                "name",
                                point.webhook().urlSecretRef().name(),
                                "key",
                                point.webhook().urlSecretRef().key()));
        webhook.put("sendResolved", true);
        return map("name", point.name(), "webhookConfigs", List.of(webhook));
    }
}
