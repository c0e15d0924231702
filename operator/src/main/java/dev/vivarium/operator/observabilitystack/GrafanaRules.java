package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.operator.alerting.GrafanaAlert;
import dev.vivarium.operator.alerting.GrafanaAlerts;
import dev.vivarium.operator.alerting.StackLabels;
import dev.vivarium.operator.dashboards.DataSources;
import dev.vivarium.operator.links.DashboardKey;
import dev.vivarium.operator.links.DashboardUid;
import dev.vivarium.operator.observabilitystack.GrafanaDeliveries.Delivery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The alerts of a stack as Grafana-managed rules, before they become a provisioning file or objects of Grafana Operator. */
final class GrafanaRules {
    private static final String EXPRESSIONS = "__expr__";
    private static final String ANY = "C";
    private static final String CONDITION = "D";

    /** Of a hash, so that it fits into a uid. */
    private static final int HASH_LENGTH = 16;

    /** Seconds that Grafana's form shows; an instant query does not use them. */
    private static final int SHOWN_SECONDS = 600;

    private final StackInput input;
    private final GrafanaDeliveries deliveries;
    private final UnaryOperator<String> scope;

    GrafanaRules(StackInput input) {
        this.input = input;
        this.deliveries = new GrafanaDeliveries(input);
        this.scope = input.expressionsAsLoaded();
    }

    /**
     * A rule.
     *
     * @param uid at most 40 characters; the same as long as the alert and its way are the same, and of no other stack's
     * @param content what is written alike wherever it is written
     * @param notification see {@link Delivery#settings}
     */
    record Rule(
            String uid,
            String title,
            Map<String, Object> content,
            Optional<Map<String, Object>> notification,
            Optional<Integer> panel) {}

    /** The rules by the names of their groups, in order; no group is empty. */
    Map<String, List<Rule>> groups() {
        var groups = new LinkedHashMap<String, List<Rule>>();
        for (var alert : input.alerts()) {
            for (var delivery : deliveries.of(alert)) {
                groups.computeIfAbsent(alert.group(), ignored -> new ArrayList<>())
                        .add(rule(alert, delivery));
            }
        }
        return groups;
    }

    /** Time between two evaluations of a group. */
    String interval() {
        return GoDuration.format(GrafanaAlerts.interval(input.scrapeInterval()));
    }

    private Rule rule(GrafanaAlert alert, Delivery delivery) {
        var labels = new TreeMap<>(alert.labels());
        labels.put(StackLabels.STACK, input.name());
        labels.put(StackLabels.STACK_NAMESPACE, input.namespace());
        return new Rule(
                uid(alert, delivery),
                title(alert, delivery),
                map(
                        "condition",
                        CONDITION,
                        "data",
                        data(alert, delivery),
                        "for",
                        GoDuration.format(alert.holdFor()),
                        // Nothing that is above its limit is how it should be; that there are no samples is an alert of
                        // its own.
                        "noDataState",
                        "OK",
                        "execErrState",
                        alert.tellsFailures() ? "Error" : "KeepLast",
                        "labels",
                        labels,
                        "annotations",
                        annotations(alert)),
                delivery.settings(),
                alert.panel());
    }

    private String uid(GrafanaAlert alert, Delivery delivery) {
        var usual = alert.key().toLowerCase(Locale.ROOT);
        return delivery.key().isEmpty() && usual.matches("[a-z0-9]{1,18}")
                ? DashboardUid.of(input.id(), usual)
                : DashboardUid.of(
                        input.id(),
                        ConfigHash.of(List.of(alert.key(), delivery.key())).substring(0, HASH_LENGTH));
    }

    /** Also the label {@code alertname}, which Grafana takes from it; it begins with the alert's name. */
    private static String title(GrafanaAlert alert, Delivery delivery) {
        var title = new StringBuilder(alert.name());
        if (!alert.variant().isEmpty()) {
            title.append(", ").append(alert.variant());
        }
        if (!delivery.title().isEmpty()) {
            title.append(", ").append(delivery.title());
        }
        return title.toString();
    }

    private Map<String, Object> annotations(GrafanaAlert alert) {
        var annotations = new TreeMap<String, Object>(alert.annotations());
        alert.panel().ifPresent(panel -> {
            annotations.put("__dashboardUid__", dashboardUid());
            annotations.put("__panelId__", Integer.toString(panel));
        });
        return annotations;
    }

    String dashboardUid() {
        return DashboardUid.of(input.id(), DashboardKey.AGENT);
    }

    /** What the expression gives fires, whatever its value, as in Prometheus: the third query is 1 for each series, and the fourth the condition. */
    private List<Map<String, Object>> data(GrafanaAlert alert, Delivery delivery) {
        var expression = GrafanaAlerts.within(alert.expression(), delivery.matches(), delivery.except());
        var data = new ArrayList<Map<String, Object>>();
        data.add(query(GrafanaAlert.VALUE, scope.apply(expression)));
        alert.limit()
                .ifPresent(limit ->
                        data.add(query(GrafanaAlert.LIMIT, scope.apply(GrafanaAlerts.limits(limit, expression)))));
        var value = "$" + GrafanaAlert.VALUE;
        data.add(expression(
                ANY,
                map(
                        "type",
                        "math",
                        "expression",
                        "is_number(" + value + ") || is_nan(" + value + ") || is_inf(" + value + ")")));
        data.add(expression(
                CONDITION,
                map(
                        "type",
                        "threshold",
                        "expression",
                        ANY,
                        "conditions",
                        List.of(map(
                                "type",
                                "query",
                                "evaluator",
                                map("type", "gt", "params", List.of(0)),
                                "operator",
                                map("type", "and"),
                                "query",
                                map("params", List.of(ANY)),
                                "reducer",
                                map("type", "last", "params", List.of()))))));
        return data;
    }

    private Map<String, Object> query(String refId, String expression) {
        var source = DataSources.prometheusUid(input.id());
        return map(
                "refId",
                refId,
                "datasourceUid",
                source,
                "relativeTimeRange",
                map("from", SHOWN_SECONDS, "to", 0),
                "model",
                map(
                        "refId",
                        refId,
                        "datasource",
                        map("type", "prometheus", "uid", source),
                        "editorMode",
                        "code",
                        "expr",
                        expression,
                        "instant",
                        true,
                        "range",
                        false,
                        "intervalMs",
                        1000,
                        "maxDataPoints",
                        43200));
    }

    private static Map<String, Object> expression(String refId, Map<String, Object> content) {
        var model = map("refId", refId, "datasource", map("type", EXPRESSIONS, "uid", EXPRESSIONS));
        model.putAll(content);
        return map(
                "refId",
                refId,
                "datasourceUid",
                EXPRESSIONS,
                "relativeTimeRange",
                map("from", 0, "to", 0),
                "model",
                model);
    }
}
