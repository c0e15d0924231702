package dev.vivarium.operator.alerting;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.telemetry.ResourceLabel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A group of promtool's tests of one alert, as it comes together. */
final class CaseGroup {
    static final Subject FIRST = new Subject("shop", "Agent", "first");

    /** It has limits of its own. */
    static final Subject SECOND = new Subject("shop", "SubAgent", "second");

    static final Subject THIRD = new Subject("desk", "Agent", "first");

    /** Nobody's: its limits went with it. */
    static final Subject DELETED = new Subject("shop", "Agent", "deleted");

    private final AlertDefinition definition;
    private final Duration step;
    private final AlertSetting usual;
    private final AlertSetting own;
    private final List<PromtoolFile.Series> series = new ArrayList<>();
    private final List<PromtoolFile.Query> queries = new ArrayList<>();

    /** @param step between two samples */
    CaseGroup(AlertDefinition definition, Duration step) {
        this.definition = definition;
        this.step = step;
        this.usual = definition.setting(AlertsSpec.DEFAULTS);
        this.own = definition.setting(CaseFiles.ofTheSecond(), AlertsSpec.DEFAULTS);
    }

    /** One that an alert is about. */
    record Subject(String namespace, String kind, String name) {}

    PromtoolFile.Group build(AlertCase alertCase) {
        return new PromtoolFile.Group(
                definition.alertName() + ": " + alertCase.title(),
                Timing.text(step),
                List.copyOf(series),
                List.copyOf(queries));
    }

    /** What holds for the subject. */
    AlertSetting setting(Subject subject) {
        return subject == SECOND ? own : usual;
    }

    /** So many samples. */
    int steps(Duration duration) {
        return (int) duration.dividedBy(step);
    }

    void series(Subject subject, String name, Map<String, String> labels, CaseValues values) {
        var all = new TreeMap<>(labels);
        all.put(ResourceLabel.NAMESPACE.label(), subject.namespace());
        all.put(ResourceLabel.KIND.label(), subject.kind());
        all.put(ResourceLabel.NAME.label(), subject.name());
        all.put(ResourceLabel.POD.label(), subject.name() + "-1");
        series.add(new PromtoolFile.Series(text(name, all), values.toString()));
    }

    /** These fire at the moment, and no others. */
    void firing(Duration at, Subject... subjects) {
        query(
                alerts("alertstate=\"firing\""),
                at,
                List.of(subjects).stream()
                        .map(subject -> sample("ALERTS", subject))
                        .toList());
    }

    /** These have fired all the time for so long, and no others. */
    void firingFor(Duration length, Duration until, Subject... subjects) {
        query(
                "min_over_time(" + alerts("alertstate=\"firing\"") + "[" + Timing.text(length) + "])",
                until,
                List.of(subjects).stream().map(subject -> sample("", subject)).toList());
    }

    /** Up to the moment none was so much as waiting to fire. */
    void never(Duration until, String... matchers) {
        query("count_over_time(" + alerts(matchers) + "[" + Timing.text(until) + "])", until, List.of());
    }

    /** At the moment none is so much as waiting to fire. */
    void nothing(Duration at) {
        query(alerts(), at, List.of());
    }

    private void query(String expression, Duration at, List<PromtoolFile.Sample> samples) {
        queries.add(new PromtoolFile.Query(expression, Timing.text(at), samples));
    }

    private String alerts(String... matchers) {
        var all = new ArrayList<>(List.of("alertname=\"" + definition.alertName() + "\""));
        all.addAll(List.of(matchers));
        return "ALERTS{" + String.join(", ", all) + "}";
    }

    private PromtoolFile.Sample sample(String name, Subject subject) {
        var labels = new TreeMap<String, String>();
        labels.put("alertname", definition.alertName());
        labels.put("alertstate", "firing");
        labels.put(AlertLabels.NAMESPACE, subject.namespace());
        labels.put(AlertLabels.KIND, subject.kind());
        labels.put(AlertLabels.AGENT, subject.name());
        labels.put("severity", setting(subject).severity().label());
        definition.details().forEach((attribute, label) -> labels.put(label, CaseLoads.MODEL.get(attribute)));
        return new PromtoolFile.Sample(text(name, labels), 1);
    }

    private static String text(String name, Map<String, String> labels) {
        return labels.entrySet().stream()
                .map(label -> Promql.matcher(label.getKey(), "=", label.getValue()))
                .collect(Collectors.joining(", ", name + "{", "}"));
    }
}
