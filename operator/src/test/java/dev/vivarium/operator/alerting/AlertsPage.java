package dev.vivarium.operator.alerting;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.api.v1alpha1.AlertsSpec;
import java.time.Duration;

/** The alerts as a page of the reference. */
final class AlertsPage {
    private AlertsPage() {}

    static String render() {
        var page = new StringBuilder("""
                # Alerts

                Generated from the catalogue of alerts in the module `operator`; do not edit.

                Each value of an alert comes from the first that says it: the agent's `spec.alerts`, `spec.alertDefaults` of its ObservabilityStack, this table.
                `enabled: false` switches an alert off, for one agent or for all that do not switch it on themselves. An alert fires when its value is above the
                threshold, not at it, at every evaluation for as long as `for` says.

                | alert | field | watches | unit of the threshold | threshold | `for` | severity |
                |---|---|---|---|---|---|---|
                """);
        for (var definition : AlertDefinition.values()) {
            var setting = definition.setting(AlertsSpec.DEFAULTS);
            page.append("| [%s](../runbooks/%s) | `%s` | %s | %s | %s | %s | %s |%n"
                    .formatted(
                            definition.alertName(),
                            definition.runbookFile(),
                            definition.field(),
                            definition.meaning(),
                            definition.unit().title(),
                            definition.defaultThreshold().orElse("-"),
                            GoDuration.format(setting.holdFor()),
                            setting.severity().label()));
        }
        page.append("""

                Every alert carries the labels `agent`, `kind`, `namespace` and `severity`, VivariumUnpricedModel also `provider` and `model`,
                those of [budgets](../concepts/budgets.md) `period` and VivariumBudgetBurn `percent`, and the annotations
                `summary`, `description`, `runbook_url` and, when the stack knows the address of its Grafana, `dashboard_url`. Prometheus evaluates them, or
                [Grafana](../concepts/grafana-alerting.md), as `spec.alerting.evaluator` of the stack says. Beside these there are
                [alerts of your own](../concepts/custom-alerts.md).

                ## What to know

                - Durations above the last bucket are not told apart: a model call is measured up to 10m, a turn up to 1h, an MCP operation and a wait in the queue up to
                  5m. A threshold beyond that never fires.
                - One slow call or one failure stays in the window of ten minutes for ten minutes. With `for: 10m` it does not fire alone; with less it does.
                - A counter begins to exist with its first event, which `increase` does not see. The rules count a series that is new by its value, where the pod was known
                  a window ago, or was seen before its first turn ended. A pod whose first turn ended before it was first scraped loses what it counted until then; nothing
                  is ever counted twice, and totals that come back after an outage are not taken for new ones.
                - An agent that has nothing to do has no latency and no error rate, and does not fire. An agent that was deleted does not fire.
                - The windows grow when samples are rare: to four times the scrape interval, where that is longer.

                ## Recorded series

                Thresholds: `vivarium_stack:alert_threshold{alert, severity, hold_for}`, and `vivarium_agent:alert_threshold` with the labels of the agent as well where it
                differs (`+Inf`: switched off). `vivarium_agent:expected` is 1 for an agent that should be running, 0 for one that rests. Signals, each by
                `k8s_namespace_name`, `vivarium_kind` and `vivarium_name`, with the windows of a scrape interval of 15s:

                | series | group | expression |
                |---|---|---|
                """);
        for (var area : Area.values()) {
            for (var rule : area.signals(Timing.of(Duration.ofSeconds(15)))) {
                if (rule instanceof Rule.Recording recording) {
                    page.append("| `%s` | `%s` | `%s` |%n"
                            .formatted(recording.record(), area.group(), oneLine(recording.expr())));
                }
            }
        }
        return page.append(cases()).toString();
    }

    private static String cases() {
        var text = new StringBuilder("""

                ## How they are tested

                Each alert is tried by promtool with each of these cases, in `config/prometheus/tests`:

                | case | what holds |
                |---|---|
                """);
        for (var one : AlertCase.values()) {
            text.append("| %s | %s |%n".formatted(one.title(), one.meaning()));
        }
        text.append("\nLeft out, because it cannot happen:\n\n| alert | case | why |\n|---|---|---|\n");
        for (var alert : AlertCasesTest.alerts()) {
            for (var one : AlertCase.values()) {
                CaseExclusions.reason(alert, one)
                        .ifPresent(reason -> text.append("| %s | %s | %s |%n".formatted(alert, one.title(), reason)));
            }
        }
        return text.toString();
    }

    private static String oneLine(String expression) {
        return expression.replaceAll("\\s+", " ").replace("|", "\\|");
    }
}
