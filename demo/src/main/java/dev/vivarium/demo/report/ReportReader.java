package dev.vivarium.demo.report;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.demo.cluster.Cluster;
import dev.vivarium.demo.cluster.Resources;
import dev.vivarium.demo.prometheus.Expressions;
import dev.vivarium.demo.prometheus.PrometheusApi;
import dev.vivarium.demo.prometheus.Sample;
import dev.vivarium.demo.webhook.Delivery;
import dev.vivarium.demo.webhook.Notifications;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads every figure of the report from the APIs of Kubernetes, Prometheus, the agents and the webhook receiver. */
public final class ReportReader {
    private static final String RECEIVER = "webhook-receiver";
    private static final int RECEIVER_PORT = 8080;

    private final Cluster cluster;
    private final String namespace;
    private final Resources resources;
    private final Expressions expressions;

    public ReportReader(Cluster cluster, String namespace) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.resources = new Resources(cluster, namespace);
        this.expressions = new Expressions(namespace);
    }

    public Report read() {
        var prometheus = prometheus();
        return new Report(
                resources.states(),
                agents(prometheus),
                models(prometheus),
                queues(prometheus),
                prometheus.activeTargets(),
                prometheus.rules(),
                prometheus.alerts(),
                deliveries(),
                ledger(),
                commands());
    }

    /** The Prometheus of the namespace's stack, behind the API server's proxy. */
    public PrometheusApi prometheus() {
        var stack = resources.stack();
        var service = cluster.serviceOf(
                namespace, "ObservabilityStack", stack.getMetadata().getName(), "prometheus");
        return new PrometheusApi(cluster.serviceUrl(service), cluster::get);
    }

    /** What Alertmanager posted to the webhook receiver, the oldest first. */
    public List<Delivery> deliveries() {
        return Notifications.parse(
                cluster.get(cluster.serviceUrl(namespace, RECEIVER, RECEIVER_PORT) + "/notifications"));
    }

    /** The ledgers of all running pods against Prometheus. */
    public List<LedgerCheck.Row> ledger() {
        var ledgers = new TreeMap<String, List<Ledger.Line>>();
        var restarted = new HashSet<String>();
        for (var agent : workloads()) {
            for (var pod : cluster.podsOf(
                    namespace, agent.getKind(), agent.getMetadata().getName())) {
                var url = cluster.podUrl(pod, AgentConfiguration.MANAGEMENT_PORT) + Ledger.PATH;
                ledgers.put(pod.getMetadata().getName(), Ledger.parse(cluster.get(url)));
                if (pod.getStatus().getContainerStatuses().stream().anyMatch(status -> status.getRestartCount() > 0)) {
                    restarted.add(pod.getMetadata().getName());
                }
            }
        }
        var prometheus = prometheus();
        var samples = new HashMap<Metric, List<Sample>>();
        samples.put(
                Catalog.INFERENCE_DURATION,
                prometheus.query(expressions.count(Catalog.INFERENCE_DURATION, Expressions.POD, Expressions.MODEL)));
        for (var counter : List.of(
                Catalog.INPUT_TOKENS,
                Catalog.OUTPUT_TOKENS,
                Catalog.CACHE_READ_TOKENS,
                Catalog.CACHE_WRITE_TOKENS,
                Catalog.REASONING_TOKENS,
                Catalog.COST_USD)) {
            samples.put(counter, prometheus.query(expressions.total(counter, Expressions.POD, Expressions.MODEL)));
        }
        return LedgerCheck.compare(
                ledgers,
                restarted,
                samples,
                new Prices(resources.stack().getSpec().pricing()));
    }

    private List<HasMetadata> workloads() {
        var workloads = new ArrayList<HasMetadata>(resources.agents());
        workloads.addAll(resources.subAgents());
        return workloads.stream().filter(ReportReader::simulated).toList();
    }

    private static boolean simulated(HasMetadata resource) {
        return switch (resource) {
            case Agent agent -> agent.getSpec().model().provider().apiName().equals(LedgerCheck.PROVIDER);
            case SubAgent agent -> agent.getSpec().model().provider().apiName().equals(LedgerCheck.PROVIDER);
            default -> false;
        };
    }

    private List<Report.AgentRow> agents(PrometheusApi prometheus) {
        var by = new String[] {Expressions.KIND, Expressions.NAME};
        var turns = prometheus.query(
                expressions.total(Catalog.TURNS, Expressions.KIND, Expressions.NAME, Attribute.ERROR_TYPE.label()));
        var latency = prometheus.query(expressions.quantile(0.95, Catalog.TURN_DURATION, by));
        var rows = new ArrayList<Report.AgentRow>();
        for (var key : keys(turns, by)) {
            var mine = matching(turns, key);
            rows.add(new Report.AgentRow(
                    key.get(Expressions.KIND),
                    key.get(Expressions.NAME),
                    total(mine),
                    total(mine.stream()
                            .filter(sample ->
                                    !sample.label(Attribute.ERROR_TYPE.label()).isEmpty())
                            .toList()),
                    number(latency, key)));
        }
        return rows;
    }

    private List<Report.ModelRow> models(PrometheusApi prometheus) {
        var by = new String[] {Expressions.KIND, Expressions.NAME, Expressions.MODEL};
        var calls = prometheus.query(expressions.count(Catalog.INFERENCE_DURATION, by));
        var latency = prometheus.query(expressions.quantile(0.95, Catalog.INFERENCE_DURATION, by));
        var input = prometheus.query(expressions.total(Catalog.INPUT_TOKENS, by));
        var output = prometheus.query(expressions.total(Catalog.OUTPUT_TOKENS, by));
        var cost = prometheus.query(expressions.total(Catalog.COST_USD, by));
        var rows = new ArrayList<Report.ModelRow>();
        for (var key : keys(calls, by)) {
            rows.add(new Report.ModelRow(
                    key.get(Expressions.KIND),
                    key.get(Expressions.NAME),
                    key.get(Expressions.MODEL),
                    total(matching(calls, key)),
                    number(latency, key),
                    total(matching(input, key)),
                    total(matching(output, key)),
                    matching(cost, key).stream().map(Sample::decimal).reduce(BigDecimal.ZERO, BigDecimal::add)));
        }
        return rows;
    }

    private List<Report.QueueRow> queues(PrometheusApi prometheus) {
        var by = Attribute.MESSAGING_DESTINATION_NAME.label();
        var handled = prometheus.query(expressions.count(Catalog.DISPATCH_DURATION, by));
        var waits = prometheus.query(expressions.quantile(0.95, Catalog.DISPATCH_DURATION, by));
        var rows = new ArrayList<Report.QueueRow>();
        for (var key : keys(handled, by)) {
            rows.add(new Report.QueueRow(key.get(by), total(matching(handled, key)), number(waits, key)));
        }
        return rows;
    }

    private List<String> commands() {
        ObservabilityStack stack = resources.stack();
        var prometheus = cluster.serviceOf(
                namespace, "ObservabilityStack", stack.getMetadata().getName(), "prometheus");
        var port = prometheus.getSpec().getPorts().getFirst().getPort();
        var first = resources.agents().stream()
                .findFirst()
                .map(agent -> agent.getMetadata().getName())
                .orElse("NAME");
        return List.of(
                "kubectl -n %s get vivarium".formatted(namespace),
                "kubectl -n %s describe agent %s".formatted(namespace, first),
                "kubectl -n %s port-forward service/%s %d:%d   # then http://localhost:%d"
                        .formatted(namespace, prometheus.getMetadata().getName(), port, port, port),
                "kubectl -n %s get configmaps -l grafana_dashboard   # the dashboards".formatted(namespace));
    }

    private static List<Map<String, String>> keys(List<Sample> samples, String... labels) {
        var keys = new ArrayList<Map<String, String>>();
        for (var sample : samples) {
            var key = new TreeMap<String, String>();
            for (var label : labels) {
                key.put(label, sample.label(label));
            }
            if (!keys.contains(key)) {
                keys.add(key);
            }
        }
        keys.sort((a, b) -> a.values().toString().compareTo(b.values().toString()));
        return keys;
    }

    private static List<Sample> matching(List<Sample> samples, Map<String, String> key) {
        return samples.stream()
                .filter(sample -> key.entrySet().stream()
                        .allMatch(entry -> sample.label(entry.getKey()).equals(entry.getValue())))
                .toList();
    }

    private static long total(List<Sample> samples) {
        return samples.stream()
                .map(Sample::decimal)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .longValueExact();
    }

    private static double number(List<Sample> samples, Map<String, String> key) {
        return Optional.of(matching(samples, key))
                .filter(found -> !found.isEmpty())
                .map(found -> found.getFirst().number())
                .orElse(Double.NaN);
    }
}
