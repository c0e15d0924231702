package dev.vivarium.operator.alerting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.api.v1alpha1.BudgetAction;
import dev.vivarium.api.v1alpha1.BudgetPeriod;
import dev.vivarium.api.v1alpha1.BudgetSpec;
import dev.vivarium.operator.resolve.NamespacedName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Inputs that several tests use. Alerts are written as in a manifest. */
final class AlertingInputs {
    static final String RUNBOOKS = "https://docs.example.com/runbooks";

    private AlertingInputs() {}

    /** What promtool's tests in {@code config/prometheus/tests} are about: agents with the stack's limits and with limits of their own, and two of one name. */
    static AlertingInput underTest() {
        return new AlertingInput(
                new NamespacedName("observability", "main"),
                alerts("""
                        llmCallsPerTurn: {threshold: "6"}
                        mcpErrorRate: {enabled: false}
                        """),
                List.of(
                        budgeted(
                                target("shop", "Agent", "desk", ""),
                                BudgetPeriod.DAILY,
                                "10",
                                BudgetAction.ALERT,
                                50,
                                80),
                        budgeted(
                                target("shop", "Agent", "billing", """
                                costPerHour: {threshold: "2.50"}
                                tokensPerMinute: {threshold: "1000", severity: critical, for: 2m}
                                llmLatencyP95: {threshold: 5s}
                                llmErrorRate: {enabled: false}
                                turnDurationP95: {threshold: 10s, for: 0s}
                                llmCallsPerTurn: {threshold: "20"}
                                queueBacklog: {threshold: "10"}
                                dispatchLatencyP95: {threshold: 500ms}
                                toolErrorRate: {threshold: "0.5", severity: critical}
                                mcpLatencyP95: {threshold: 1s}
                                mcpErrorRate: {enabled: true, threshold: "0"}
                                unpricedModel: {enabled: false}
                                telemetryAbsent: {for: 3m, severity: warning}
                                """),
                                BudgetPeriod.HOURLY,
                                "2.50",
                                BudgetAction.SUSPEND,
                                80),
                        budgeted(
                                target("shop", "SubAgent", "billing", """
                                costPerHour: {threshold: "0"}
                                llmErrorRate: {threshold: "0.9"}
                                """),
                                BudgetPeriod.MONTHLY,
                                "100",
                                BudgetAction.ALERT),
                        new AlertTarget(
                                "shop",
                                "Agent",
                                "resting",
                                AlertsSpec.DEFAULTS,
                                Optional.empty(),
                                Optional.empty(),
                                false)),
                Optional.of("https://grafana.example.com/"),
                RUNBOOKS,
                Duration.ofSeconds(15));
    }

    /** Every alert of every agent has limits of its own. */
    static AlertingInput large(int agents) {
        var targets = new ArrayList<AlertTarget>();
        for (var i = 0; i < agents; i++) {
            targets.add(budgeted(
                    target(
                            "team-%02d".formatted(i % 30),
                            i % 4 == 0 ? "SubAgent" : "Agent",
                            "agent-" + i,
                            """
                    costPerHour: {threshold: "%1$d.5"}
                    tokensPerMinute: {threshold: "%1$d"}
                    llmLatencyP95: {threshold: %1$ds, severity: critical}
                    llmErrorRate: {threshold: "0.0%1$d", for: 1m}
                    turnDurationP95: {threshold: 1h%1$dms}
                    llmCallsPerTurn: {threshold: "%1$d"}
                    queueBacklog: {threshold: "%1$d"}
                    dispatchLatencyP95: {threshold: %1$dms}
                    toolErrorRate: {threshold: "0.1%1$d"}
                    mcpLatencyP95: {threshold: %1$ds}
                    mcpErrorRate: {threshold: "0.2%1$d"}
                    unpricedModel: {severity: critical}
                    telemetryAbsent: {for: 7m}
                    budgetBurn: {for: 3m}
                    budgetExceeded: {severity: warning}
                    """.formatted(i + 1)),
                    BudgetPeriod.values()[i % 4],
                    "%d.25".formatted(i + 1),
                    BudgetAction.SUSPEND,
                    50,
                    80,
                    95));
        }
        return new AlertingInput(
                new NamespacedName("observability", "large"),
                AlertsSpec.DEFAULTS,
                targets,
                Optional.of("https://grafana.example.com"),
                RUNBOOKS,
                Duration.ofSeconds(15));
    }

    /** Inputs of the golden files, by the name of their directory. */
    static SortedMap<String, AlertingInput> unusual() {
        var inputs = new TreeMap<String, AlertingInput>();
        inputs.put(
                "no-agents",
                new AlertingInput(
                        new NamespacedName("a", "b"),
                        AlertsSpec.DEFAULTS,
                        List.of(),
                        Optional.empty(),
                        RUNBOOKS + "/",
                        Duration.ofSeconds(1)));
        inputs.put(
                "odd-names",
                new AlertingInput(
                        new NamespacedName("0", "stack.with.dots"),
                        alerts("""
                                costPerHour: {threshold: "0.000001", for: 1h30m, severity: critical}
                                toolErrorRate: {enabled: false}
                                """),
                        List.of(
                                target("true", "Agent", "null", "costPerHour: {threshold: \"999999999999.999999\"}"),
                                target("1e3", "SubAgent", "0x10", "llmLatencyP95: {threshold: 1h2m3.5s, for: 250ms}"),
                                target(
                                        "n" + "-".repeat(61) + "s",
                                        "Agent",
                                        "a".repeat(63),
                                        "toolErrorRate: {enabled: true}"),
                                target("agent", "Agent", "agent", "toolErrorRate: {enabled: false}"),
                                target("agent", "SubAgent", "agent", "costPerHour: {enabled: false}")),
                        Optional.of("https://grafana.example.com/sub/path/"),
                        RUNBOOKS,
                        Duration.ofMinutes(2)));
        inputs.put(
                "custom",
                new AlertingInput(
                        new NamespacedName("a", "b"),
                        alerts("""
                                custom:
                                - {name: QueueOfDeadLetters, expr: 'sum by (queue) (rabbitmq_queue_messages{queue=~".*dlq"}) > 0', for: 0s, summary: "{value} messages are given up"}
                                - {name: Broken, expr: 'sum(', summary: is left out}
                                """),
                        List.of(target("shop", "Agent", "desk", """
                                custom:
                                - {name: SlowSearch, expr: 'rate(search_seconds_sum[5m]) / rate(search_seconds_count[5m]) > 3', severity: critical, summary: "search takes {value} s, and 100 % of it is waiting"}
                                - {name: Broken, expr: 'rate(up)', summary: is left out}
                                """), target("shop", "SubAgent", "desk", """
                                custom:
                                - {name: SlowSearch, expr: 'up == 0', summary: "down: \\"it\\" is"}
                                """)),
                        Optional.of("https://grafana.example.com"),
                        RUNBOOKS,
                        Duration.ofSeconds(15)));
        inputs.put(
                "everything-off",
                new AlertingInput(
                        new NamespacedName("quiet", "quiet"),
                        alerts(Arrays.stream(AlertDefinition.values())
                                .map(definition -> definition.field() + ": {enabled: false}\n")
                                .collect(Collectors.joining())),
                        List.of(target("quiet", "Agent", "one", "costPerHour: {threshold: \"1\"}")),
                        Optional.empty(),
                        RUNBOOKS,
                        Duration.ofSeconds(15)));
        return inputs;
    }

    static AlertTarget target(String namespace, String kind, String name, String overrides) {
        return new AlertTarget(
                namespace,
                kind,
                name,
                alerts(overrides),
                Optional.empty(),
                Optional.of(BusNames.queue(namespace, kind, name)),
                true);
    }

    static AlertTarget budgeted(
            AlertTarget target, BudgetPeriod period, String limitUsd, BudgetAction action, Integer... warnAtPercent) {
        return new AlertTarget(
                target.namespace(),
                target.kind(),
                target.name(),
                target.overrides(),
                Optional.of(new BudgetSpec(period, limitUsd, List.of(warnAtPercent), action)),
                target.queue(),
                target.expectedToRun());
    }

    static AlertsSpec alerts(String yaml) {
        if (yaml.isBlank()) {
            return AlertsSpec.DEFAULTS;
        }
        try {
            return new YAMLMapper().readValue(yaml, AlertsSpec.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(yaml, e);
        }
    }
}
