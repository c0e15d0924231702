package dev.vivarium.operator.alerting;

import static dev.vivarium.operator.alerting.Promql.AGENT;
import static dev.vivarium.operator.alerting.Promql.indent;

import dev.vivarium.operator.links.DashboardLinks;
import dev.vivarium.telemetry.ResourceLabel;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The alerting rules of one alert: one for each severity and duration that agents give it, however many agents there are. */
final class AlertingRules {
    private static final String VALUE = "{value}";
    private static final String THRESHOLD = "{threshold}";

    private final AlertingInput input;
    private final Signals signals;

    AlertingRules(AlertingInput input, Timing timing) {
        this.input = input;
        this.signals = new Signals(timing);
    }

    List<Rule> of(AlertDefinition definition) {
        var stack = definition.setting(input.defaults());
        var settings = new TreeSet<>(
                Comparator.comparing(AlertSetting::severity).reversed().thenComparing(AlertSetting::holdFor));
        if (stack.enabled()) {
            settings.add(stack);
        }
        input.targets().stream()
                .map(target -> definition.setting(target.overrides(), input.defaults()))
                .filter(AlertSetting::enabled)
                .forEach(settings::add);
        return settings.stream()
                .map(setting -> rule(definition, setting, stack))
                .toList();
    }

    private Rule rule(AlertDefinition definition, AlertSetting setting, AlertSetting stack) {
        var expression = "(\n" + indent(definition.signal(signals)) + "\n)\n> on (" + AGENT + ") group_left ()\n(\n"
                + indent(Thresholds.matching(definition, setting, stack)) + "\n)";
        return new Rule.Alerting(
                definition.alertName(),
                expression,
                Timing.text(setting.holdFor()),
                labels(definition, setting, stack),
                annotations(definition));
    }

    private static SortedMap<String, String> labels(
            AlertDefinition definition, AlertSetting setting, AlertSetting stack) {
        var labels = new TreeMap<String, String>();
        labels.put("severity", setting.severity().label());
        if (!setting.firesLike(stack)) {
            // Empty, so that alerts do not carry it; but promtool takes rules of one name and the same labels for a
            // mistake.
            labels.put(Thresholds.HOLD_FOR + "_" + Timing.text(setting.holdFor()), "");
        }
        rename(labels, ResourceLabel.NAMESPACE.label(), AlertLabels.NAMESPACE);
        rename(labels, ResourceLabel.KIND.label(), AlertLabels.KIND);
        rename(labels, ResourceLabel.NAME.label(), AlertLabels.AGENT);
        definition.details().forEach((attribute, label) -> rename(labels, attribute.label(), label));
        return labels;
    }

    private static void rename(SortedMap<String, String> labels, String from, String to) {
        labels.put(to, value(from));
        labels.put(from, "");
    }

    private SortedMap<String, String> annotations(AlertDefinition definition) {
        var kind = value(ResourceLabel.KIND.label());
        var name = value(ResourceLabel.NAME.label());
        var namespace = value(ResourceLabel.NAMESPACE.label());
        var annotations = new TreeMap<String, String>();
        annotations.put(
                "summary", fill(definition, kind + " " + namespace + "/" + name + " " + definition.summary() + "."));
        annotations.put("description", fill(definition, definition.description()));
        annotations.put("runbook_url", withoutSlash(input.runbookBaseUrl()) + "/" + definition.runbookFile());
        input.grafanaUrl()
                .ifPresent(url -> annotations.put(
                        "dashboard_url",
                        DashboardLinks.panel(url, input.stack(), namespace, kind, name, definition.panel())));
        return annotations;
    }

    private static String fill(AlertDefinition definition, String text) {
        return text.replace(VALUE, definition.unit().template("$value"))
                .replace(THRESHOLD, Thresholds.template(definition));
    }

    private static String value(String label) {
        return "{{ $labels." + label + " }}";
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
