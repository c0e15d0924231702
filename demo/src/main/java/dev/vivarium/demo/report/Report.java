package dev.vivarium.demo.report;

import dev.vivarium.demo.cluster.Resources;
import dev.vivarium.demo.prometheus.PrometheusApi;
import dev.vivarium.demo.webhook.Delivery;
import java.math.BigDecimal;
import java.util.List;

/** Every figure of the report, as it was read from the cluster's APIs. */
public record Report(
        List<Resources.State> resources,
        List<AgentRow> agents,
        List<ModelRow> models,
        List<QueueRow> queues,
        List<PrometheusApi.Target> targets,
        List<PrometheusApi.Rule> rules,
        List<PrometheusApi.Alert> alerts,
        List<Delivery> deliveries,
        List<LedgerCheck.Row> ledger,
        List<String> commands) {
    public Report {
        resources = List.copyOf(resources);
        agents = List.copyOf(agents);
        models = List.copyOf(models);
        queues = List.copyOf(queues);
        targets = List.copyOf(targets);
        rules = List.copyOf(rules);
        alerts = List.copyOf(alerts);
        deliveries = List.copyOf(deliveries);
        ledger = List.copyOf(ledger);
        commands = List.copyOf(commands);
    }

    /** @param turnP95Seconds NaN when there was no turn */
    public record AgentRow(String kind, String name, long turns, long failedTurns, double turnP95Seconds) {}

    /** @param callP95Seconds NaN when there was no call */
    public record ModelRow(
            String kind,
            String name,
            String model,
            long calls,
            double callP95Seconds,
            long inputTokens,
            long outputTokens,
            BigDecimal costUsd) {}

    /** @param waitP95Seconds time between being enqueued and being handled; NaN when no message was handled */
    public record QueueRow(String queue, long messages, double waitP95Seconds) {}
}
