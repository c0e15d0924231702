package dev.vivarium.operator.contract;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.operator.alerting.AlertRules;
import dev.vivarium.operator.alerting.AlertingInput;
import dev.vivarium.operator.dashboards.DashboardInput;
import dev.vivarium.operator.dashboards.Dashboards;
import dev.vivarium.operator.dashboards.PromqlNames;
import dev.vivarium.operator.resolve.NamespacedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * An expression of a panel or a rule, and what it uses.
 *
 * @param where title of the dashboard, or name of the rule file
 * @param name title of the panel, or name of the recorded series or of the alert
 * @param series names of the series that it reads
 * @param labels names of the labels that it matches or groups by
 */
record Usage(Kind kind, String where, String name, Set<String> series, Set<String> labels) {
    /** Whose expression it is. */
    enum Kind {
        PANEL,
        RECORDING,
        ALERT
    }

    /** Of several names, where any of them is meant. */
    private static final Pattern ANY_OF = Pattern.compile("__name__=~\"([^\"]*)\"");

    private static final NamespacedName STACK = new NamespacedName("vivarium-system", "vivarium");

    /** Words of PromQL that the reader of names takes for names of series. */
    private static final Set<String> WORDS = Set.of("offset", "bool", "group_right", "ignoring", "without");

    private static Usage of(Kind kind, String where, String name, String expression) {
        var names = PromqlNames.of(expression);
        var series = new TreeSet<>(names.metrics());
        var anyOf = ANY_OF.matcher(expression);
        while (anyOf.find()) {
            series.addAll(List.of(anyOf.group(1).split("\\|")));
        }
        series.removeAll(WORDS);
        var labels = new TreeSet<>(names.labels());
        labels.remove("__name__");
        return new Usage(kind, where, name, series, labels);
    }

    /** Every panel and every rule of a stack that says nothing itself. */
    static List<Usage> all() {
        var all = new ArrayList<Usage>();
        Dashboards.expressions(new DashboardInput(STACK, AlertsSpec.DEFAULTS, List.of()), Duration.ofMinutes(5))
                .forEach(
                        panel -> all.add(of(Kind.PANEL, panel.dashboard().title(), panel.panel(), panel.expression())));
        AlertRules.expressions(new AlertingInput(
                        STACK,
                        AlertsSpec.DEFAULTS,
                        List.of(),
                        Optional.empty(),
                        "https://runbooks.example",
                        Duration.ofSeconds(15)))
                .forEach(rule -> all.add(
                        of(rule.alert() ? Kind.ALERT : Kind.RECORDING, rule.file(), rule.rule(), rule.expression())));
        return List.copyOf(all);
    }
}
