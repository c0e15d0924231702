package dev.vivarium.operator.dashboards;

import dev.vivarium.operator.dashboards.grafana.Dashboard;
import dev.vivarium.operator.dashboards.grafana.Layout;
import dev.vivarium.operator.dashboards.grafana.Panel;
import dev.vivarium.operator.dashboards.grafana.PanelBuilder;
import dev.vivarium.operator.dashboards.grafana.Unit;
import dev.vivarium.operator.dashboards.grafana.Variable;
import dev.vivarium.operator.dashboards.promql.Expr;
import dev.vivarium.operator.dashboards.promql.Selector;
import dev.vivarium.operator.dashboards.promql.Window;
import java.util.List;

/**
 * The work of the operator itself, for whoever runs it. It is one for all stacks, and no stack has it: what the operator measures belongs to the platform's
 * Prometheus, and a stack of some team has no business in the operator's namespace.
 */
public final class OperatorDashboard {
    public static final String FILE_NAME = "operator.json";

    private static final String UID = "vivarium-operator";
    private static final String CONTROLLER = "controller_name";
    private static final List<String> BY_CONTROLLER = List.of(CONTROLLER);
    private static final Selector CHOSEN = Selector.ANY.matching(CONTROLLER, "$controller");
    private static final String LEGEND = Vocabulary.legend(CONTROLLER);

    private static final String STARTED = "reconciliations_started_total";
    private static final String SUCCEEDED = "reconciliations_success_total";
    private static final String FAILED = "reconciliations_failure_total";
    private static final String RETRIED = "reconciliations_retries_total";
    private static final String ACTIVE = "reconciliations_active";
    private static final String QUEUED = "reconciliations_queue";
    private static final String RESOURCES = "custom_resources";
    private static final String DURATION_BUCKETS = "reconciliations_execution_duration_seconds_bucket";

    private OperatorDashboard() {}

    /** In Grafana's JSON. */
    public static String render() {
        return Dashboards.json(dashboard());
    }

    static Dashboard dashboard() {
        return Dashboard.of(
                UID,
                "Vivarium operator",
                "How much the operator has to do, how long it takes, and what fails.",
                List.of("vivarium-operator"),
                "now-6h",
                List.of(
                        Variable.dataSource("", ""),
                        Variable.several(
                                "controller", "Controller", "Controllers, one for each kind.", STARTED, CONTROLLER)),
                panels());
    }

    private static List<Panel> panels() {
        return new Layout()
                .row("Now")
                .add(6, 5, resources(), rate(), failures(), queue())
                .row("Reconciliations")
                .add(12, 9, succeeded(), failed())
                .add(12, 9, duration(), waiting())
                .row("Process")
                .add(12, 9, memory(), processors())
                .panels();
    }

    private static PanelBuilder resources() {
        return PanelBuilder.stat(
                        "Resources", Unit.WHOLE, "Custom resources of each kind that the operator looks after.")
                .query(Expr.series(RESOURCES, CHOSEN).maxBy(BY_CONTROLLER).text(), LEGEND);
    }

    private static PanelBuilder rate() {
        return PanelBuilder.stat("Reconciliations", Unit.PER_MINUTE, "Reconciliations a minute, now.")
                .withCourse()
                .query(perMinute(STARTED).sum().text(), "Reconciliations per minute");
    }

    private static PanelBuilder failures() {
        return PanelBuilder.stat(
                        "Failures",
                        Unit.PER_MINUTE,
                        "Reconciliations a minute that ended with an error, now; each is tried again, ever more slowly.")
                .withCourse()
                .query(perMinute(FAILED).sum().orZero().text(), "Failures per minute");
    }

    private static PanelBuilder queue() {
        return PanelBuilder.stat("Waiting", Unit.WHOLE, "Resources that wait for a thread to reconcile them, now.")
                .withCourse()
                .query(Expr.series(QUEUED, CHOSEN).sum().text(), "Waiting");
    }

    private static PanelBuilder succeeded() {
        return PanelBuilder.timeSeries(
                        "Reconciliations per minute by kind",
                        Unit.PER_MINUTE,
                        "Reconciliations that succeeded. While nothing changes there is one for each resource in ten minutes.")
                .axis("per minute")
                .stacked()
                .query(perMinute(SUCCEEDED).text(), LEGEND);
    }

    private static PanelBuilder failed() {
        return PanelBuilder.timeSeries(
                        "Failures and retries per minute by kind",
                        Unit.PER_MINUTE,
                        "Reconciliations that ended with an error, and those that were tried again because of one. A spec that is wrong is no error: its condition says so.")
                .axis("per minute")
                .query(perMinute(FAILED).text(), LEGEND + " failed")
                .query(perMinute(RETRIED).text(), LEGEND + " tried again");
    }

    private static PanelBuilder duration() {
        var byBucket = List.of("le", CONTROLLER);
        return PanelBuilder.timeSeries(
                        "Duration p95 by kind",
                        Unit.SECONDS,
                        "95th percentile of the time that one reconciliation takes, requests to the API server included.")
                .axis("seconds")
                .query(
                        Expr.rate(DURATION_BUCKETS, CHOSEN, Window.RATE)
                                .sumBy(byBucket)
                                .quantile(0.95)
                                .text(),
                        LEGEND);
    }

    private static PanelBuilder waiting() {
        return PanelBuilder.timeSeries(
                        "Waiting and running by kind",
                        Unit.COUNT,
                        "Resources that wait to be reconciled, and those being reconciled. Waiting that does not end means that the operator cannot keep up.")
                .axis("resources")
                .query(Expr.series(QUEUED, CHOSEN).sumBy(BY_CONTROLLER).text(), LEGEND + " waiting")
                .query(Expr.series(ACTIVE, CHOSEN).sumBy(BY_CONTROLLER).text(), LEGEND + " running");
    }

    private static PanelBuilder memory() {
        var area = List.of("area");
        return PanelBuilder.timeSeries(
                        "Memory",
                        Unit.BYTES,
                        "Memory that the JVM of the operator uses, on the heap and beside it. Only of processes that measure reconciliations.")
                .axis("bytes")
                .stacked()
                .query(ofOperator("jvm_memory_used_bytes").sumBy(area).text(), Vocabulary.legend("area"));
    }

    private static PanelBuilder processors() {
        return PanelBuilder.timeSeries(
                        "Processor time",
                        Unit.RATIO,
                        "Share of the processors that the operator may use which it does use.")
                .axis("share")
                .query(ofOperator("process_cpu_usage").maxBy(List.of()).text(), "Used");
    }

    private static Expr perMinute(String counter) {
        return Expr.rate(counter, CHOSEN, Window.RATE).sumBy(BY_CONTROLLER).perMinute();
    }

    /** Of every JVM that such metrics are of, only the operator's own. */
    private static Expr ofOperator(String series) {
        return Expr.series(series, Selector.ANY).andOn(List.of("instance"), Expr.series(RESOURCES, Selector.ANY));
    }
}
