package dev.vivarium.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.operator.testkit.Sandbox;
import dev.vivarium.operator.testkit.StackSandbox;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alerts by expressions of people's own, good and bad. */
class CustomAlertsIT {
    private static final String STACK = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: stack}
            spec:
              alertDefaults:
                custom:
                - {name: OfTheStack, expr: '%s', summary: something}
            """;
    private static final String AGENT = """
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata: {name: guest}
            spec:
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              transport: {mode: Http}
              alerts:
                custom:
                - {name: Fine, expr: 'up == 0', summary: down}
                - %s
            """;
    private static final String BROKEN = "{name: Broken, expr: 'rate(up)', summary: down}";

    @RegisterExtension
    private static final StackSandbox STACK_SANDBOX = new StackSandbox();

    private Sandbox sandbox;

    @BeforeEach
    void useSandbox() {
        sandbox = STACK_SANDBOX.get();
    }

    @Test
    void aBadExpressionIsToldAndTheOthersAreLoaded() {
        sandbox.apply(STACK.formatted("up =="));
        sandbox.apply(AGENT.formatted(BROKEN));

        assertThat(sandbox.awaitCondition("Agent", "guest", "ResolvedRefs", ConditionStatus.FALSE, "InvalidExpression")
                        .message())
                .contains("spec.alerts.custom[1].expr", "Broken", "rate needs a range vector");
        assertThat(sandbox.awaitCondition(
                                "ObservabilityStack",
                                "stack",
                                "ResolvedRefs",
                                ConditionStatus.FALSE,
                                "InvalidExpression")
                        .message())
                .contains("spec.alertDefaults.custom[0].expr", "OfTheStack", "unexpected the end");
        sandbox.awaitProgrammed("Agent", "guest");
        await("the other rules")
                .atMost(Sandbox.SOON)
                .untilAsserted(() -> assertThat(rules())
                        .contains("- alert: VivariumCostPerHour", "- alert: Fine", "agent: guest")
                        .doesNotContain("OfTheStack", "Broken"));

        sandbox.apply(STACK.formatted("up == 2"));
        sandbox.apply(AGENT.formatted(BROKEN.replace("rate(up)", "rate(up[5m]) > 0")));

        sandbox.awaitCondition("Agent", "guest", "ResolvedRefs", ConditionStatus.TRUE, "Resolved");
        sandbox.awaitCondition("ObservabilityStack", "stack", "ResolvedRefs", ConditionStatus.TRUE, "Resolved");
        await("all rules")
                .atMost(Sandbox.SOON)
                .untilAsserted(() ->
                        assertThat(rules()).contains("- alert: OfTheStack", "- alert: Broken", "rate(up[5m]) > 0"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: Fine, expr: up, summary: again} | only once",
                "{name: VivariumMine, expr: up, summary: down} | names that begin with Vivarium",
                "{name: my-alert, expr: up, summary: down} | name",
                "{name: Mine, expr: up, summary: '{{ $value }}'} | summary",
                "{name: Mine, summary: down} | expr"
            })
    void whatIsNoAlertIsRefused(String alert, String message) {
        assertThatThrownBy(() -> sandbox.apply(AGENT.formatted(alert)))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(message);
    }

    private String rules() {
        return sandbox.list(ConfigMap.class).stream()
                .filter(map -> map.getMetadata().getName().startsWith("stack-prometheus-rules-"))
                .flatMap(map -> map.getData().values().stream())
                .collect(Collectors.joining());
    }
}
