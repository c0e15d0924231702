package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.api.v1alpha1.ContactPoint;
import dev.vivarium.api.v1alpha1.NotificationsSpec;
import dev.vivarium.api.v1alpha1.RouteSpec;
import dev.vivarium.api.v1alpha1.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Configuration of Alertmanager: contact points become receivers, routes become routes, and the first contact point receives the rest. */
final class AlertmanagerConfig {
    static final String SECRETS_DIRECTORY = "/etc/alertmanager/secrets";

    /** One notification for an outage that hits many agents of a namespace, which names each of them. */
    static final List<String> GROUP_BY = List.of("alertname", "namespace");

    static final String GROUP_WAIT = "10s";
    static final String GROUP_INTERVAL = "1m";
    static final String REPEAT_INTERVAL = "4h";

    /** Labels that two alerts about the same thing have in common. */
    static final List<String> SAME_SUBJECT = List.of("alertname", "namespace", "kind", "agent");

    /** Receives everything where there is no contact point, and tells nobody: the alerts are still to be seen. */
    private static final String NOBODY = "nobody";

    private static final Pattern PLAIN_LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private final NotificationsSpec spec;
    private final ConfigYaml yaml = new ConfigYaml();

    AlertmanagerConfig(NotificationsSpec spec) {
        this.spec = spec;
    }

    String render() {
        return yaml.write(map(
                "route", route(),
                "inhibit_rules", List.of(criticalOverWarning()),
                "receivers", receivers()));
    }

    private Map<String, Object> route() {
        var points = spec.contactPoints();
        var route = map(
                "receiver",
                points.isEmpty() ? NOBODY : points.get(0).name(),
                "group_by",
                GROUP_BY,
                "group_wait",
                GROUP_WAIT,
                "group_interval",
                GROUP_INTERVAL,
                "repeat_interval",
                REPEAT_INTERVAL);
        if (!spec.routes().isEmpty()) {
            route.put(
                    "routes",
                    spec.routes().stream().map(AlertmanagerConfig::child).toList());
        }
        return route;
    }

    private static Map<String, Object> child(RouteSpec spec) {
        var matchers = new ArrayList<String>();
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

    private static String matcher(String name, String value) {
        return (PLAIN_LABEL.matcher(name).matches() ? name : quoted(name)) + "=" + quoted(value);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static Map<String, Object> criticalOverWarning() {
        return map(
                "source_matchers",
                List.of(matcher("severity", Severity.CRITICAL.label())),
                "target_matchers",
                List.of(matcher("severity", Severity.WARNING.label())),
                "equal",
                SAME_SUBJECT);
    }

    private List<Map<String, Object>> receivers() {
        if (spec.contactPoints().isEmpty()) {
            return List.of(map("name", NOBODY));
        }
        return spec.contactPoints().stream().map(AlertmanagerConfig::receiver).toList();
    }

    private static Map<String, Object> receiver(ContactPoint point) {
        var webhook = point.webhook().url() != null
                ? map("url", point.webhook().url())
                : map("url_file", SECRETS_DIRECTORY + "/" + point.name());
        webhook.put("send_resolved", true);
        return map("name", point.name(), "webhook_configs", List.of(webhook));
    }
}
