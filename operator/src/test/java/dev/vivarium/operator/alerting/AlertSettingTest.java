package dev.vivarium.operator.alerting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.api.v1alpha1.Severity;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class AlertSettingTest {
    private static final AlertsSpec STACK = AlertingInputs.alerts("""
            costPerHour: {threshold: "5.00", severity: critical}
            llmErrorRate: {enabled: false, for: 1m}
            """);

    @Test
    void everyAlertOfTheApiIsDefinedOnceAndNoOther() {
        assertThat(Arrays.stream(AlertDefinition.values()).map(AlertDefinition::field))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(AlertsSpec.class.getRecordComponents())
                        .map(RecordComponent::getName)
                        // A list of people's own.
                        .filter(field -> !field.equals("custom"))
                        .toList());
    }

    @Test
    void theOperatorsValuesHoldWhereNobodySaysAnything() {
        assertThat(AlertDefinition.LLM_LATENCY.setting(AlertsSpec.DEFAULTS, AlertsSpec.DEFAULTS))
                .isEqualTo(new AlertSetting(true, BigDecimal.valueOf(60), Duration.ofMinutes(10), Severity.WARNING));
    }

    @Test
    void eachValueComesFromTheNearestThatSaysIt() {
        var agent = AlertingInputs.alerts("costPerHour: {for: 90s}");
        assertThat(AlertDefinition.COST.setting(agent, STACK))
                .isEqualTo(new AlertSetting(true, BigDecimal.valueOf(5), Duration.ofSeconds(90), Severity.CRITICAL));
    }

    @Test
    void whatTheStackSwitchesOffStaysOffUntilAnAgentSwitchesItOn() {
        var limit = AlertingInputs.alerts("llmErrorRate: {threshold: \"0.5\"}");
        var on = AlertingInputs.alerts("llmErrorRate: {threshold: \"0.5\", enabled: true}");
        assertThat(AlertDefinition.LLM_ERRORS.setting(limit, STACK).enabled()).isFalse();
        assertThat(AlertDefinition.LLM_ERRORS.setting(on, STACK))
                .isEqualTo(new AlertSetting(true, new BigDecimal("0.5"), Duration.ofMinutes(1), Severity.WARNING));
    }

    @Test
    void numbersThatAreWrittenDifferentlyAreTheSame() {
        assertThat(AlertDefinition.COST.setting(AlertingInputs.alerts("costPerHour: {threshold: \"12.50\"}")))
                .isEqualTo(AlertDefinition.COST.setting(AlertingInputs.alerts("costPerHour: {threshold: \"12.5\"}")));
        assertThat(AlertDefinition.LLM_LATENCY.setting(AlertingInputs.alerts("llmLatencyP95: {threshold: 1m}")))
                .isEqualTo(
                        AlertDefinition.LLM_LATENCY.setting(AlertingInputs.alerts("llmLatencyP95: {threshold: 60s}")));
    }

    @Test
    void valuesThatTheSchemaWouldRefuseAreNamed() {
        var wrong = AlertingInputs.alerts("llmLatencyP95: {threshold: soon}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlertDefinition.LLM_LATENCY.setting(wrong))
                .withMessageContaining("alerts.llmLatencyP95.threshold: 'soon'");
        var alsoWrong = AlertingInputs.alerts("costPerHour: {for: \"5\"}");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlertDefinition.COST.setting(alsoWrong))
                .withMessageContaining("alerts.costPerHour.for: '5'");
    }
}
