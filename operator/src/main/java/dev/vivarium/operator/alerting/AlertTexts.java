package dev.vivarium.operator.alerting;

import dev.vivarium.operator.links.DashboardLinks;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.ResourceLabel;
import java.util.SortedMap;
import java.util.TreeMap;

/** What an alert tells people, in the templates of whatever evaluates it. */
final class AlertTexts {
    /** Places in the texts of {@link AlertDefinition}. */
    static final String MODEL = "{model}";

    static final String PERIOD = "{period}";

    private static final String VALUE = "{value}";
    private static final String THRESHOLD = "{threshold}";

    private final AlertingInput input;
    private final Templating templating;

    AlertTexts(AlertingInput input, Templating templating) {
        this.input = input;
        this.templating = templating;
    }

    /** Templates of the labels that tell what the alert is about, by their names; the labels of the series that they are made of. */
    SortedMap<String, String> subject(AlertDefinition definition) {
        var labels = new TreeMap<>(AlertLabels.SUBJECT);
        definition.details().forEach((from, label) -> labels.put(label, from));
        return labels;
    }

    SortedMap<String, String> annotations(AlertDefinition definition) {
        var kind = templating.label(ResourceLabel.KIND.label());
        var name = templating.label(ResourceLabel.NAME.label());
        var namespace = templating.label(ResourceLabel.NAMESPACE.label());
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

    private String fill(AlertDefinition definition, String text) {
        return text.replace(VALUE, templating.value(definition.unit()))
                .replace(THRESHOLD, templating.limit(definition))
                .replace(MODEL, templating.label(Attribute.REQUEST_MODEL.label()))
                .replace(PERIOD, templating.label(Budgets.PERIOD));
    }

    private static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }
}
