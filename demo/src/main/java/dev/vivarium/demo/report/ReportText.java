package dev.vivarium.demo.report;

import dev.vivarium.api.v1alpha1.Condition;
import dev.vivarium.demo.prometheus.PrometheusApi;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes a report for people. */
public final class ReportText {
    private ReportText() {}

    public static String of(Report report) {
        var text = new StringBuilder();
        section(text, "Resources and their conditions", resources(report));
        section(text, "Turns by agent (since the pods started)", agents(report));
        section(text, "Calls, tokens and cost by agent and model", models(report));
        section(text, "Queues", queues(report));
        section(text, "Prometheus", prometheus(report));
        section(text, "Alerts", alerts(report));
        section(text, "Delivered by Alertmanager to the webhook receiver", deliveries(report));
        section(text, "The provider's own ledger against Prometheus", ledger(report));
        section(
                text,
                "Look further",
                report.commands().stream().map(command -> "  " + command + "\n").collect(Collectors.joining()));
        return text.toString();
    }

    private static void section(StringBuilder text, String title, String content) {
        text.append('\n').append(title).append('\n').append(content.isEmpty() ? "  nothing\n" : content);
    }

    private static String resources(Report report) {
        var rows = new ArrayList<List<String>>();
        for (var state : report.resources()) {
            rows.add(List.of(
                    state.kind(),
                    state.name(),
                    state.conditions().stream().map(ReportText::condition).collect(Collectors.joining(" "))));
        }
        return Table.format(List.of("KIND", "NAME", "CONDITIONS"), rows);
    }

    private static String condition(Condition condition) {
        return switch (condition.status()) {
            case TRUE -> condition.type();
            case FALSE -> "%s=False(%s)".formatted(condition.type(), condition.reason());
            case UNKNOWN -> "%s=Unknown(%s)".formatted(condition.type(), condition.reason());
        };
    }

    private static String agents(Report report) {
        var rows = new ArrayList<List<String>>();
        for (var agent : report.agents()) {
            rows.add(List.of(
                    agent.kind(),
                    agent.name(),
                    number(agent.turns()),
                    number(agent.failedTurns()),
                    seconds(agent.turnP95Seconds())));
        }
        return Table.format(List.of("KIND", "NAME", "TURNS", "FAILED", "P95"), rows);
    }

    private static String models(Report report) {
        var rows = new ArrayList<List<String>>();
        for (var model : report.models()) {
            rows.add(List.of(
                    model.kind(),
                    model.name(),
                    model.model(),
                    number(model.calls()),
                    seconds(model.callP95Seconds()),
                    number(model.inputTokens()),
                    number(model.outputTokens()),
                    "$" + model.costUsd().setScale(6, RoundingMode.HALF_UP).toPlainString()));
        }
        return Table.format(List.of("KIND", "NAME", "MODEL", "CALLS", "P95", "INPUT", "OUTPUT", "COST"), rows);
    }

    private static String queues(Report report) {
        var rows = new ArrayList<List<String>>();
        for (var queue : report.queues()) {
            rows.add(List.of(queue.queue(), number(queue.messages()), seconds(queue.waitP95Seconds())));
        }
        return Table.format(List.of("QUEUE", "MESSAGES", "WAIT P95"), rows);
    }

    private static String prometheus(Report report) {
        var up = report.targets().stream()
                .filter(target -> target.health().equals("up"))
                .count();
        var alerting = report.rules().stream()
                .filter(rule -> rule.kind().equals("alerting"))
                .count();
        var text = new StringBuilder();
        text.append(
                "  scrape targets  %d of %d up\n".formatted(up, report.targets().size()));
        report.targets().stream()
                .filter(target -> !target.health().equals("up"))
                .forEach(target ->
                        text.append("    %s is %s: %s\n".formatted(target.url(), target.health(), target.lastError())));
        text.append("  rules loaded    %d alerting, %d recording\n"
                .formatted(alerting, report.rules().size() - alerting));
        report.rules().stream()
                .filter(rule -> rule.health().equals("err"))
                .forEach(rule -> text.append("    %s fails: %s\n".formatted(rule.name(), rule.lastError())));
        return text.toString();
    }

    private static String alerts(Report report) {
        var rows = new ArrayList<List<String>>();
        for (PrometheusApi.Alert alert : report.alerts()) {
            rows.add(List.of(
                    alert.state(),
                    alert.labels().getOrDefault("alertname", ""),
                    alert.labels().getOrDefault("agent", ""),
                    alert.labels().getOrDefault("severity", ""),
                    alert.annotations().getOrDefault("summary", "")));
        }
        return rows.isEmpty() ? "" : Table.format(List.of("STATE", "ALERT", "AGENT", "SEVERITY", "SUMMARY"), rows);
    }

    private static String deliveries(Report report) {
        var rows = new ArrayList<List<String>>();
        for (var delivery : report.deliveries()) {
            rows.add(List.of(
                    delivery.receivedAt(),
                    delivery.status(),
                    delivery.alert(),
                    delivery.agent(),
                    delivery.severity(),
                    delivery.summary()));
        }
        return rows.isEmpty()
                ? ""
                : Table.format(List.of("RECEIVED", "STATUS", "ALERT", "AGENT", "SEVERITY", "SUMMARY"), rows);
    }

    private static String ledger(Report report) {
        var rows = new ArrayList<List<String>>();
        for (var row : report.ledger()) {
            rows.add(List.of(
                    row.pod(),
                    row.model(),
                    row.figure(),
                    row.ledger().toPlainString(),
                    row.prometheus().toPlainString(),
                    row.equal() ? "equal" : "DIFFERENT"));
        }
        return rows.isEmpty() ? "" : Table.format(List.of("POD", "MODEL", "FIGURE", "LEDGER", "PROMETHEUS", ""), rows);
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String seconds(double seconds) {
        return Double.isNaN(seconds) ? "-" : String.format(Locale.ROOT, "%.3f s", seconds);
    }
}
