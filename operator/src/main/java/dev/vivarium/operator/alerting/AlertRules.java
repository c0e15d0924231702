package dev.vivarium.operator.alerting;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.zip.CRC32;

/** The Prometheus rules of one stack: thresholds of its agents, signals, alerts. */
public final class AlertRules {
    /** Most bytes of one file: a ConfigMap holds a mebibyte, and a file must fit into one together with what is stored about it. */
    public static final int MAX_FILE_BYTES = 400_000;

    /** So many files of thresholds are room for some 150 MB of them; the doubling ends there at the latest. */
    private static final int MAX_THRESHOLD_FILES = 512;

    private AlertRules() {}

    /**
     * Renders every rule file of the stack; the same input gives the same bytes, in whatever order the targets come.
     *
     * <p>Files are {@code defaults.yaml} (limits of the stack), {@code agents-000.yaml} and further ones (agents and limits of their own, as many files as
     * {@link #MAX_FILE_BYTES} demands), {@code spend.yaml}, one for each group of signals with their alerts, and {@code custom-000.yaml} and further ones where
     * there are custom alerts.
     *
     * @throws IllegalArgumentException naming the field, when a threshold or duration is not of the form that the API demands
     */
    public static SortedMap<String, String> render(AlertingInput input) {
        var files = render(input, groups(input));
        files.putAll(customFiles(input));
        return files;
    }

    /** The same files without the alerts, for when these are evaluated elsewhere. */
    public static SortedMap<String, String> renderRecordings(AlertingInput input) {
        var groups = groups(input);
        groups.replaceAll((file, group) -> new RuleGroup(
                group.name(),
                group.interval(),
                group.rules().stream().filter(Rule.Recording.class::isInstance).toList()));
        return render(input, groups);
    }

    private static SortedMap<String, String> render(AlertingInput input, SortedMap<String, RuleGroup> groups) {
        var yaml = new RuleYaml();
        var files = new TreeMap<String, String>();
        groups.forEach((file, group) -> files.put(file, yaml.write(List.of(group))));
        files.putAll(thresholdFiles(input, yaml));
        return files;
    }

    /** Every expression of {@link #render}, thresholds of single agents left out, since there are as many as agents. */
    public static List<RuleExpression> expressions(AlertingInput input) {
        var expressions = new ArrayList<RuleExpression>();
        groups(input)
                .forEach((file, group) -> group.rules()
                        .forEach(rule -> expressions.add(
                                switch (rule) {
                                    case Rule.Recording recording ->
                                        new RuleExpression(file, recording.record(), false, recording.expr());
                                    case Rule.Alerting alerting ->
                                        new RuleExpression(file, alerting.alert(), true, alerting.expr());
                                })));
        return List.copyOf(expressions);
    }

    private static SortedMap<String, RuleGroup> groups(AlertingInput input) {
        var timing = Timing.of(input.scrapeInterval());
        var alerts = new AlertingRules(input, timing);
        var groups = new TreeMap<String, RuleGroup>();
        groups.put(
                "defaults.yaml",
                new RuleGroup(
                        "vivarium-defaults", Timing.text(timing.constants()), Thresholds.defaults(input.defaults())));
        groups.put(Spending.FILE, new RuleGroup(Spending.GROUP, Timing.text(Spending.EVALUATION), Spending.rules()));
        for (var area : Area.values()) {
            var rules = new ArrayList<>(area.signals(timing));
            for (var definition : AlertDefinition.values()) {
                if (definition.area() == area) {
                    rules.addAll(alerts.of(definition));
                }
            }
            groups.put(area.fileName(), new RuleGroup(area.group(), Timing.text(timing.evaluation()), rules));
        }
        return groups;
    }

    private static SortedMap<String, String> thresholdFiles(AlertingInput input, RuleYaml yaml) {
        return asManyAsNeeded(count -> thresholdFiles(input, yaml, count));
    }

    private static SortedMap<String, String> customFiles(AlertingInput input) {
        var rules = new CustomAlerts(input).rules();
        return rules.isEmpty() ? new TreeMap<>() : asManyAsNeeded(count -> customFiles(input, rules, count));
    }

    /** An alert stays in its file while others come and go, so that it does not begin to wait anew. */
    private static SortedMap<String, String> customFiles(AlertingInput input, List<Rule.Alerting> rules, int count) {
        var interval = Timing.text(Timing.of(input.scrapeInterval()).evaluation());
        var groups = new TreeMap<String, List<Rule>>();
        for (var rule : rules) {
            var number = "%03d".formatted(number(rule.alert() + rule.labels(), count));
            groups.computeIfAbsent(number, ignored -> new ArrayList<>()).add(rule);
        }
        var yaml = new RuleYaml();
        var files = new TreeMap<String, String>();
        groups.forEach((number, content) -> files.put(
                "custom-" + number + ".yaml",
                yaml.write(List.of(new RuleGroup(CustomAlerts.GROUP + "-" + number, interval, content)))));
        return files;
    }

    private static SortedMap<String, String> asManyAsNeeded(IntFunction<SortedMap<String, String>> render) {
        for (var count = 1; ; count *= 2) {
            var files = render.apply(count);
            var fits = files.values().stream()
                    .allMatch(file -> file.getBytes(StandardCharsets.UTF_8).length <= MAX_FILE_BYTES);
            if (fits || count >= MAX_THRESHOLD_FILES) {
                return files;
            }
        }
    }

    /** An agent stays in its file while others come and go, so that its series do not move between groups, which would interrupt them. */
    private static SortedMap<String, String> thresholdFiles(AlertingInput input, RuleYaml yaml, int count) {
        var rules = new ArrayList<List<Rule>>();
        for (var i = 0; i < count; i++) {
            rules.add(new ArrayList<>());
        }
        input.targets().stream()
                .sorted(Comparator.comparing(AlertTarget::namespace)
                        .thenComparing(AlertTarget::kind)
                        .thenComparing(AlertTarget::name))
                .forEach(target -> rules.get(file(target, count)).addAll(Thresholds.of(target, input.defaults())));
        var interval = Timing.text(Timing.of(input.scrapeInterval()).constants());
        var files = new TreeMap<String, String>();
        for (var i = 0; i < count; i++) {
            var number = "agents-%03d".formatted(i);
            files.put(
                    number + ".yaml", yaml.write(List.of(new RuleGroup("vivarium-" + number, interval, rules.get(i)))));
        }
        return files;
    }

    private static int file(AlertTarget target, int count) {
        return number(target.namespace() + "/" + target.kind() + "/" + target.name(), count);
    }

    private static int number(String name, int count) {
        var checksum = new CRC32();
        checksum.update(name.getBytes(StandardCharsets.UTF_8));
        return (int) (checksum.getValue() % count);
    }
}
