package dev.vivarium.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.BudgetPeriod;
import dev.vivarium.api.v1alpha1.BudgetStatus;
import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.operator.observabilitystack.RunningPrometheus;
import dev.vivarium.operator.observabilitystack.SpentSeries;
import dev.vivarium.operator.testkit.Sandbox;
import dev.vivarium.operator.testkit.SettableClock;
import dev.vivarium.operator.testkit.StackSandbox;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Budgets of agents on a real API server, by what a real Prometheus says was spent. */
class BudgetsIT {
    private static final String STACK = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: stack}
            spec:
              collector: {mode: External, endpoint: "http://collector.example:4318"}
              prometheus: {mode: External, url: "%s"}
              alertmanager: {mode: External, url: "http://alerts.example"}
              grafana: {mode: None}
            """;
    private static final String AGENT = """
            ---
            apiVersion: vivarium.dev/v1alpha1
            kind: %s
            metadata: {name: %s}
            spec:%s
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              transport: {mode: Http}
              budget: %s
            """;

    private static final SettableClock CLOCK = new SettableClock(SpentSeries.NOON);

    @RegisterExtension
    private static final StackSandbox STACK_SANDBOX = new StackSandbox(CLOCK);

    @TempDir
    private Path directory;

    private Sandbox sandbox;

    @BeforeEach
    void useSandbox() {
        sandbox = STACK_SANDBOX.get();
    }

    @Test
    void aBudgetThatIsSpentStopsAnAgentUntilTheNextPeriodOrAHigherLimit() throws IOException, InterruptedException {
        try (var prometheus = new RunningPrometheus(directory, spent(), "vivarium", "[]")) {
            sandbox.apply(STACK.formatted(prometheus.uri())
                    + agent("frugal", "{period: Daily, limitUsd: \"10\"}")
                    + agent("alerted", "{period: Daily, limitUsd: \"10\"}")
                    + agent("stopped", "{period: Daily, limitUsd: \"5.50\", onExceeded: Suspend}")
                    + AGENT.formatted(
                            "SubAgent",
                            "again",
                            "\n  description: Helps.",
                            "{period: Daily, limitUsd: \"5\", onExceeded: Suspend}"));

            sandbox.awaitCondition("Agent", "frugal", "BudgetExceeded", ConditionStatus.FALSE, "WarningThreshold");
            sandbox.awaitCondition("Agent", "alerted", "BudgetExceeded", ConditionStatus.TRUE, "BudgetExceeded");
            sandbox.awaitCondition("Agent", "stopped", "BudgetExceeded", ConditionStatus.TRUE, "BudgetExceeded");
            sandbox.awaitCondition("Agent", "stopped", "Ready", ConditionStatus.FALSE, "BudgetExceeded");
            sandbox.awaitCondition("Agent", "stopped", "TelemetryReady", ConditionStatus.UNKNOWN, "NotRunning");
            awaitReplicas("stopped-agent", 0);
            awaitReplicas("again-subagent", 0);
            awaitReplicas("frugal-agent", 1);
            awaitReplicas("alerted-agent", 1);
            assertThat(sandbox.get(Agent.class, "stopped").getStatus().budget())
                    .isEqualTo(new BudgetStatus(
                            BudgetPeriod.DAILY, "2026-01-15T00:00:00Z", "2026-01-16T00:00:00Z", "7.20", "5.50", 130L));
            assertThat(sandbox.get(Agent.class, "stopped").getSpec().suspended())
                    .isFalse();
            assertThat(warnings("stopped")).isOne();

            // Ten minutes into the next day; of the sub-agent as much is spent by then.
            CLOCK.set(SpentSeries.MIDNIGHT.plus(Duration.ofDays(1)).plus(Duration.ofMinutes(10)));

            sandbox.awaitCondition("Agent", "stopped", "BudgetExceeded", ConditionStatus.FALSE, "WithinBudget");
            awaitReplicas("stopped-agent", 1);
            await("the amount of the next day")
                    .atMost(Sandbox.SOON)
                    .untilAsserted(() -> assertThat(sandbox.get(Agent.class, "stopped")
                                    .getStatus()
                                    .budget())
                            .extracting(BudgetStatus::startTime, BudgetStatus::spentUsd)
                            .containsExactly("2026-01-16T00:00:00Z", "0.10"));
            await("the amount of the next day")
                    .atMost(Sandbox.SOON)
                    .untilAsserted(() -> assertThat(sandbox.get(SubAgent.class, "again")
                                    .getStatus()
                                    .budget())
                            .extracting(BudgetStatus::startTime, BudgetStatus::spentUsd)
                            .containsExactly("2026-01-16T00:00:00Z", "6.00"));
            awaitReplicas("again-subagent", 0);
        }

        sandbox.awaitCondition("Agent", "stopped", "BudgetExceeded", ConditionStatus.UNKNOWN, "SpendUnknown");
        assertThat(sandbox.get(Agent.class, "stopped").getStatus().budget().spentUsd())
                .isEqualTo("0.10");
        awaitReplicas("stopped-agent", 1);
        awaitReplicas("again-subagent", 0);

        sandbox.patch(SubAgent.class, "again", "{\"spec\": {\"budget\": {\"limitUsd\": \"20\"}}}");

        awaitReplicas("again-subagent", 1);
        sandbox.awaitCondition("SubAgent", "again", "BudgetExceeded", ConditionStatus.UNKNOWN, "SpendUnknown");
        assertThat(sandbox.get(SubAgent.class, "again").getStatus().budget())
                .extracting(BudgetStatus::spentUsd, BudgetStatus::percent)
                .containsExactly("6.00", 30L);

        sandbox.patch(SubAgent.class, "again", "{\"spec\": {\"budget\": null}}");
        await("no condition").atMost(Sandbox.SOON).untilAsserted(() -> {
            var status = sandbox.get(SubAgent.class, "again").getStatus();
            assertThat(status.budget()).isNull();
            assertThat(status.conditions())
                    .noneMatch(condition -> condition.type().equals("BudgetExceeded"));
        });
    }

    @Test
    void theApiServerRefusesBudgetsThatMakeNoSense() {
        sandbox.apply(STACK.formatted("http://prometheus.example"));
        refused("{period: Daily, limitUsd: \"0.00\"}", "a budget must be more than nothing");
        refused("{period: Daily, limitUsd: \"-1\"}", "limitUsd");
        refused("{period: Yearly, limitUsd: \"1\"}", "Unsupported value");
        refused("{limitUsd: \"1\"}", "period");
        refused("{period: Daily, limitUsd: \"1\", warnAtPercent: [100]}", "less than or equal to 99");
        refused("{period: Daily, limitUsd: \"1\", warnAtPercent: [50, 50]}", "a percentage may be named only once");
    }

    private void refused(String budget, String because) {
        Assertions.assertThatThrownBy(() -> sandbox.apply(agent("refused", budget)))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(because);
    }

    private static String agent(String name, String budget) {
        return AGENT.formatted("Agent", name, "", budget);
    }

    private void awaitReplicas(String deployment, int replicas) {
        await(deployment)
                .atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(sandbox.require(Deployment.class, deployment)
                                .getSpec()
                                .getReplicas())
                        .isEqualTo(replicas));
    }

    /** Events that tell of the budget. */
    private long warnings(String agent) {
        return sandbox.list(Event.class).stream()
                .filter(event -> agent.equals(event.getRegarding().getName())
                        && "BudgetExceeded".equals(event.getAction())
                        && "BudgetExceeded".equals(event.getReason())
                        && "Warning".equals(event.getType()))
                .count();
    }

    private String spent() {
        var namespace = sandbox.namespace();
        return new SpentSeries()
                .budget(namespace, "Agent", "frugal", "Daily", 1, 721, minute -> 0.0125 * minute)
                .budget(namespace, "Agent", "alerted", "Daily", 1, 721, minute -> 0.02 * minute)
                .budget(namespace, "Agent", "stopped", "Daily", 1, 721, minute -> 0.01 * minute)
                .budget(namespace, "Agent", "stopped", "Daily", 1440, 1460, minute -> 0.01 * (minute - 1440))
                .budget(namespace, "SubAgent", "again", "Daily", 1, 721, minute -> 5)
                .budget(namespace, "SubAgent", "again", "Daily", 1440, 1460, minute -> 6)
                .toString();
    }
}
