package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** How a stack alerts. */
public record AlertingSpec(
        @Default("Prometheus")
        @JsonPropertyDescription(
                "Who evaluates the alert rules and sends notifications; never both, so that no alert is told twice. Prometheus: they are rules of Prometheus, and an Alertmanager sends the notifications. Grafana: they are Grafana-managed rules, which ask Prometheus for its recording rules, and Grafana sends the notifications; no Alertmanager is run.")
        AlertEvaluator evaluator) {
    public AlertingSpec {
        evaluator = evaluator == null ? AlertEvaluator.PROMETHEUS : evaluator;
    }
}
