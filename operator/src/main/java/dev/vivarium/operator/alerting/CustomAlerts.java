package dev.vivarium.operator.alerting;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.api.v1alpha1.CustomAlert;
import dev.vivarium.operator.links.DashboardLinks;
import dev.vivarium.operator.promql.CustomExpressions;
import dev.vivarium.telemetry.ResourceLabel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Alerts by expressions of people's own: those of the stack, and those of its agents. One whose expression is none is left out, so that the others are loaded. */
final class CustomAlerts {
    static final String GROUP = "vivarium-custom";
    private static final String VALUE = "{value}";

    private final AlertingInput input;

    CustomAlerts(AlertingInput input) {
        this.input = input;
    }

    /** @param target whose it is; empty for one of the stack */
    private record Owned(CustomAlert alert, Optional<AlertTarget> target) {
        Duration holdFor() {
            return GoDuration.parse(alert.holdFor());
        }
    }

    private List<Owned> all() {
        var all = new ArrayList<Owned>();
        input.defaults().custom().forEach(alert -> all.add(new Owned(alert, Optional.empty())));
        input.targets().stream()
                .sorted(Comparator.comparing(AlertTarget::namespace)
                        .thenComparing(AlertTarget::kind)
                        .thenComparing(AlertTarget::name))
                .forEach(target ->
                        target.overrides().custom().forEach(alert -> all.add(new Owned(alert, Optional.of(target)))));
        return all.stream()
                .filter(owned -> CustomExpressions.isValid(owned.alert()))
                .toList();
    }

    List<Rule.Alerting> rules() {
        return all().stream().map(this::rule).toList();
    }

    private Rule.Alerting rule(Owned owned) {
        var labels = labels(owned, Templating.PROMETHEUS);
        if (owned.target().isEmpty()) {
            AlertLabels.SUBJECT.values().forEach(from -> labels.put(from, ""));
        }
        return new Rule.Alerting(
                owned.alert().name(),
                owned.alert().expr(),
                Timing.text(owned.holdFor()),
                labels,
                annotations(owned, Templating.PROMETHEUS));
    }

    List<GrafanaAlert> grafana() {
        return all().stream().map(this::grafana).toList();
    }

    private GrafanaAlert grafana(Owned owned) {
        var whose = owned.target().map(CustomAlerts::described).orElse("");
        return new GrafanaAlert(
                "custom/" + owned.alert().name() + "/" + whose,
                GROUP,
                owned.alert().name(),
                whose,
                owned.alert().expr(),
                Optional.empty(),
                owned.holdFor(),
                owned.alert().severity(),
                labels(owned, Templating.GRAFANA),
                annotations(owned, Templating.GRAFANA),
                Optional.empty(),
                false);
    }

    private static String described(AlertTarget target) {
        return target.kind() + " " + target.namespace() + "/" + target.name();
    }

    private static SortedMap<String, String> labels(Owned owned, Templating templating) {
        var labels = new TreeMap<String, String>();
        labels.put("severity", owned.alert().severity().label());
        if (owned.target().isPresent()) {
            var target = owned.target().get();
            labels.put(AlertLabels.NAMESPACE, target.namespace());
            labels.put(AlertLabels.KIND, target.kind());
            labels.put(AlertLabels.AGENT, target.name());
        } else {
            AlertLabels.SUBJECT.forEach((label, from) -> labels.put(label, templating.label(from)));
        }
        return labels;
    }

    private SortedMap<String, String> annotations(Owned owned, Templating templating) {
        var value = templating.value(ThresholdUnit.NONE);
        var annotations = new TreeMap<String, String>();
        var text = owned.alert().summary().replace(VALUE, value);
        annotations.put(
                "summary",
                owned.target().map(target -> described(target) + ": " + text).orElse(text));
        annotations.put(
                "description",
                "An alert by an expression in the spec of the "
                        + owned.target().map(AlertTarget::kind).orElse("ObservabilityStack") + ". Now: " + value + ".");
        input.grafanaUrl().ifPresent(url -> annotations.put("dashboard_url", dashboard(owned, templating, url)));
        return annotations;
    }

    private String dashboard(Owned owned, Templating templating, String url) {
        return owned.target()
                .map(target ->
                        DashboardLinks.agent(url, input.stack(), target.namespace(), target.kind(), target.name()))
                .orElseGet(() -> DashboardLinks.agent(
                        url,
                        input.stack(),
                        templating.label(ResourceLabel.NAMESPACE.label()),
                        templating.label(ResourceLabel.KIND.label()),
                        templating.label(ResourceLabel.NAME.label())));
    }
}
