package dev.vivarium.operator.contract;

import dev.vivarium.operator.contract.Usage.Kind;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Instrument;
import dev.vivarium.telemetry.Metric;
import dev.vivarium.telemetry.ResourceLabel;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Who emits what, and who uses it, as a page of the reference. */
final class ContractPage {
    private static final String NOTHING = "-";

    /** Labels that whatever comes from a pod has, by OTLP or by a scrape; others are of OTLP only. */
    static final Set<ResourceLabel> EVERYWHERE =
            Set.of(ResourceLabel.NAMESPACE, ResourceLabel.POD, ResourceLabel.KIND, ResourceLabel.NAME);

    private static final String BIRTHS = "vivarium_pod:telemetry_births:";

    private final List<Usage> usages;

    ContractPage(List<Usage> usages) {
        this.usages = usages;
    }

    String render() {
        var page = new StringBuilder("""
                # Telemetry: from metric to panel and alert

                Generated from the catalogue, the rules and the dashboards; do not edit. Tests hold it: every metric in a panel or a rule is in the
                catalogue, is recorded by a rule, or is a named exception; every metric of the catalogue is emitted and is on a panel; every label that
                is used is one that the series have, on every route on which they come.

                What the metrics mean is in [metrics.md](metrics.md), the panels are in [dashboards.md](dashboards.md), the alerts in
                [alerts.md](alerts.md). Every series also has the labels """);
        page.append(" ")
                .append(code(Arrays.stream(ResourceLabel.values())
                        .map(ResourceLabel::label)
                        .toList()))
                .append(".\n\n## Metrics\n\n")
                .append(
                        "| metric in Prometheus | emitted by | panels | recorded as | alerts | labels used, of those of its own |\n")
                .append("|---|---|---|---|---|---|\n");
        Catalog.all()
                .forEach(metric -> page.append("| `%s` | %s | %s | %s | %s | %s |\n"
                        .formatted(
                                metric.prometheusName(),
                                metric.source().title(),
                                panels(series(metric)),
                                code(names(Kind.RECORDING, usage -> reads(usage, series(metric)))),
                                code(alerts(series(metric))),
                                code(labelsUsed(metric)))));
        page.append(
                "\n## Recorded series\n\n| series | rule file | made of | panels | alerts |\n|---|---|---|---|---|\n");
        recordings()
                .forEach((name, usage) -> page.append("| `%s` | `%s` | %s | %s | %s |\n"
                        .formatted(
                                name,
                                usage.where(),
                                code(usage.series()),
                                panels(Set.of(name)),
                                code(alerts(Set.of(name))))));
        page.append("""

                ## Labels on each route

                What an agent sends comes over OTLP to the collector, which gives it the names of the catalogue, whatever conventions the agent follows. A cell
                says which of the metric's own labels its series have on that route. Besides, what is scraped of pods has the labels %s, and the queue depth has
                those of the agent whose queue it is.

                """.formatted(code(Arrays.stream(ResourceLabel.values())
                .filter(EVERYWHERE::contains)
                .map(ResourceLabel::label)
                .toList())));
        page.append("| metric in Prometheus |");
        Arrays.stream(IngestRoute.values())
                .forEach(route -> page.append(" ").append(route.title()).append(" |"));
        page.append("\n|---|")
                .append("---|".repeat(IngestRoute.values().length))
                .append("\n");
        Catalog.all().stream().filter(ContractPage::comesFromAgents).forEach(metric -> {
            page.append("| `").append(metric.prometheusName()).append("` |");
            for (var route : IngestRoute.values()) {
                page.append(" ")
                        .append(route.labels(metric).map(ContractPage::code).orElse(NOTHING))
                        .append(" |");
            }
            page.append("\n");
        });
        return page.toString();
    }

    static List<String> series(Metric metric) {
        return metric.instrument() == Instrument.HISTOGRAM
                ? List.of(metric.bucket(), metric.count(), metric.sum())
                : List.of(metric.prometheusName());
    }

    /** Labels of the metric itself that a panel or a rule that reads it matches or groups by. */
    Set<String> labelsUsed(Metric metric) {
        var own = metric.attributes().stream().map(Attribute::label).collect(Collectors.toSet());
        return usages.stream()
                .filter(usage -> reads(usage, series(metric)))
                .flatMap(usage -> usage.labels().stream())
                .filter(own::contains)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean comesFromAgents(Metric metric) {
        return Arrays.stream(IngestRoute.values())
                .anyMatch(route -> route.labels(metric).isPresent());
    }

    private Map<String, Usage> recordings() {
        var recordings = new TreeMap<String, Usage>();
        usages.stream()
                .filter(usage -> usage.kind() == Kind.RECORDING)
                .forEach(usage -> recordings.merge(usage.name(), usage, (one, other) -> one));
        return recordings;
    }

    /** Dashboards with their panels. */
    private String panels(Collection<String> series) {
        var byDashboard = new TreeMap<String, Set<String>>();
        usages.stream()
                .filter(usage -> usage.kind() == Kind.PANEL && reads(usage, series))
                .forEach(usage -> byDashboard
                        .computeIfAbsent(usage.where(), ignored -> new TreeSet<>())
                        .add(usage.name()));
        return byDashboard.isEmpty()
                ? NOTHING
                : byDashboard.entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
                        .collect(Collectors.joining("; "));
    }

    /** Alerts that watch any of the series, through however many recorded ones, but for what only tells whether a pod is new: nearly all ask that. */
    private Set<String> alerts(Collection<String> series) {
        var known = new TreeSet<>(series);
        var open = new ArrayDeque<>(series);
        while (!open.isEmpty()) {
            var one = Set.of(open.remove());
            names(Kind.RECORDING, usage -> reads(usage, one)).stream()
                    .filter(name -> !name.startsWith(BIRTHS))
                    .filter(known::add)
                    .forEach(open::add);
        }
        return names(Kind.ALERT, usage -> reads(usage, known));
    }

    private Set<String> names(Kind kind, Predicate<Usage> which) {
        return usages.stream()
                .filter(usage -> usage.kind() == kind && which.test(usage))
                .map(Usage::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean reads(Usage usage, Collection<String> series) {
        return series.stream().anyMatch(usage.series()::contains);
    }

    private static String code(Collection<String> words) {
        return words.isEmpty()
                ? NOTHING
                : words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    }
}
