package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.operator.alerting.GrafanaAlert;
import dev.vivarium.operator.alerting.GrafanaAlerts;
import dev.vivarium.operator.alerting.GrafanaAlerts.AgentMatch;
import dev.vivarium.operator.alerting.StackLabels;
import dev.vivarium.operator.observabilitystack.NotificationRoutes.Match;
import dev.vivarium.operator.observabilitystack.NotificationRoutes.Route;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who is told of an alert that Grafana evaluates. A Grafana has one tree of notification policies, and whoever provisions it replaces those of everybody else; so each
 * rule names its contact point itself. A rule has one, for all agents: where routes tell agents apart, an alert becomes several rules, each for the agents that its
 * route is for.
 */
final class GrafanaDeliveries {
    private final StackInput input;

    GrafanaDeliveries(StackInput input) {
        this.input = input;
    }

    /**
     * One way that an alert goes.
     *
     * @param key what no other delivery of the alert has; empty for what no route matches
     * @param title of the way, for people; empty for what no route matches
     * @param settings notification settings of the rule; empty where there is no contact point, and Grafana's own policies decide
     * @param matches all of which an agent must meet
     * @param except groups of which an agent must not meet one
     */
    record Delivery(
            String key,
            String title,
            Optional<Map<String, Object>> settings,
            List<AgentMatch> matches,
            List<List<AgentMatch>> except) {
        Delivery {
            matches = List.copyOf(matches);
            except = List.copyOf(except);
        }
    }

    /**
     * Together they are for every agent.
     *
     * @throws InvalidNotificationsException when a route is by a label that only some alerts of a rule would have
     */
    List<Delivery> of(GrafanaAlert alert) {
        var spec = input.spec().notifications();
        if (spec.contactPoints().isEmpty()) {
            return List.of(new Delivery("", "", Optional.empty(), List.of(), List.of()));
        }
        var deliveries = new ArrayList<Delivery>();
        var root = NotificationRoutes.root(spec, spec.contactPoints().getFirst().name());
        // Agents that an earlier route keeps for itself, and all that any route matches.
        var kept = new LinkedHashSet<List<AgentMatch>>();
        var matched = new LinkedHashSet<List<AgentMatch>>();
        var number = 0;
        for (var route : NotificationRoutes.routes(spec)) {
            number++;
            var matches = matches(alert, route);
            if (matches.isEmpty()) {
                continue;
            }
            var agents = matches.get();
            deliveries.add(new Delivery(
                    route.receiver() + "/" + route.matches() + "/" + kept,
                    "to " + route.receiver() + " by route " + number,
                    Optional.of(settings(route, root)),
                    agents,
                    List.copyOf(kept)));
            matched.add(agents);
            if (!route.goOn()) {
                kept.add(agents);
                if (agents.isEmpty()) {
                    return List.copyOf(deliveries);
                }
            }
        }
        if (!matched.contains(List.<AgentMatch>of())) {
            deliveries.add(new Delivery("", "", Optional.of(settings(root, root)), List.of(), List.copyOf(matched)));
        }
        return List.copyOf(deliveries);
    }

    /** What of the route is left to ask of agents; empty when it matches none of the alert's. */
    private Optional<List<AgentMatch>> matches(GrafanaAlert alert, Route route) {
        var matches = new ArrayList<AgentMatch>();
        for (var match : route.matches()) {
            var value = label(alert, match.label());
            if (!value.contains("{{")) {
                if (!isMet(match, value)) {
                    return Optional.empty();
                }
            } else if (GrafanaAlerts.isAgentLabel(match.label())) {
                matches.add(new AgentMatch(match.label(), match.value(), match.regex()));
            } else {
                throw new InvalidNotificationsException("spec.notifications.routes: with spec.alerting.evaluator "
                        + "Grafana there are no routes by the label " + match.label()
                        + ": use namespaces, kind, severity, or the labels agent and alertname");
            }
        }
        return Optional.of(List.copyOf(matches));
    }

    /** Empty for a label that the alert does not have, as Alertmanager sees it. */
    private String label(GrafanaAlert alert, String name) {
        return switch (name) {
            case "alertname" -> alert.name();
            case StackLabels.STACK -> input.name();
            case StackLabels.STACK_NAMESPACE -> input.namespace();
            default -> alert.labels().getOrDefault(name, "");
        };
    }

    private static boolean isMet(Match match, String value) {
        return match.regex()
                ? Pattern.matches(match.value(), value)
                : match.value().equals(value);
    }

    private Map<String, Object> settings(Route route, Route root) {
        var settings = map("receiver", name(route.receiver()), "group_by", groupBy(route, root));
        route.groupWait().or(root::groupWait).ifPresent(value -> settings.put("group_wait", value));
        route.groupInterval().or(root::groupInterval).ifPresent(value -> settings.put("group_interval", value));
        route.repeatInterval().or(root::repeatInterval).ifPresent(value -> settings.put("repeat_interval", value));
        if (!route.muteTimes().isEmpty()) {
            settings.put(
                    "mute_time_intervals",
                    route.muteTimes().stream().map(this::name).toList());
        }
        return settings;
    }

    /** Grafana demands the first two of a rule that names its contact point. */
    private static List<String> groupBy(Route route, Route root) {
        var labels = route.groupBy().isEmpty() ? root.groupBy() : route.groupBy();
        if (labels.contains("...")) {
            return List.of("...");
        }
        var all = new LinkedHashSet<>(List.of("grafana_folder", "alertname"));
        all.addAll(labels);
        return List.copyOf(all);
    }

    /** What a contact point or a mute time of the stack is called in a Grafana, which has all of them in one list. */
    String name(String ofStack) {
        return input.id() + "/" + ofStack;
    }
}
