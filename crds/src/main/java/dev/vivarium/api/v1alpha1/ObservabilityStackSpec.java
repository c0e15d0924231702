package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.ValidationRule;

/** Desired state of an {@link ObservabilityStack}. Absent values are replaced by their defaults, so that no accessor of an optional group but broker returns null. */
@ValidationRule(
        value =
                "!(has(self.grafana) && has(self.grafana.mode) && self.grafana.mode == 'Managed' && has(self.prometheus) && has(self.prometheus.mode) && self.prometheus.mode == 'External') || has(self.prometheus.url)",
        message = "a managed Grafana needs prometheus.url when Prometheus is External")
@ValidationRule(
        value =
                "!has(self.prometheus) || !has(self.prometheus.mode) || self.prometheus.mode != 'PrometheusOperator' || !has(self.notifications) || !has(self.notifications.muteTimes) || self.notifications.muteTimes.all(t, !has(t.timeZone) || t.timeZone == 'UTC')",
        message =
                "an AlertmanagerConfig knows no time zones: with Prometheus in mode PrometheusOperator mute times are in UTC",
        fieldPath = ".notifications")
@ValidationRule(
        value = "!(" + ObservabilityStackSpec.BY_GRAFANA
                + " && has(self.grafana) && has(self.grafana.mode) && self.grafana.mode == 'None')",
        message = "alerting.evaluator Grafana needs a Grafana: set another grafana.mode than None",
        fieldPath = ".alerting")
@ValidationRule(
        value =
                "!(" + ObservabilityStackSpec.BY_GRAFANA
                        + ") || !has(self.notifications) || !has(self.notifications.contactPoints) || self.notifications.contactPoints.all(c, !has(c.receiverSecretRef))",
        message =
                "a receiver from a Secret is Alertmanager's, which Grafana does not know: with alerting.evaluator Grafana use slack, pagerduty, email or webhook",
        fieldPath = ".notifications")
public record ObservabilityStackSpec(
        @JsonPropertyDescription("Which namespaces the stack serves besides its own.")
        ServesSpec serves,

        @JsonPropertyDescription("The OpenTelemetry Collector that receives telemetry.")
        CollectorSpec collector,

        @JsonPropertyDescription("The Prometheus that stores metrics and evaluates rules.")
        PrometheusSpec prometheus,

        @JsonPropertyDescription("The Alertmanager that sends notifications.")
        AlertmanagerSpec alertmanager,

        @JsonPropertyDescription("How dashboards reach a Grafana.")
        GrafanaSpec grafana,

        @JsonPropertyDescription("Who evaluates the alert rules.")
        AlertingSpec alerting,

        @JsonPropertyDescription("Defaults of the alerts of every agent that this stack serves.")
        AlertsSpec alertDefaults,

        @JsonPropertyDescription("Who is told of which alerts.")
        NotificationsSpec notifications,

        @JsonPropertyDescription("What models cost.") PricingSpec pricing,

        @JsonPropertyDescription("The message broker; required by agents in Queue mode.")
        BrokerSpec broker) {
    /** In CEL: whether Grafana evaluates the rules. */
    static final String BY_GRAFANA =
            "has(self.alerting) && has(self.alerting.evaluator) && self.alerting.evaluator == 'Grafana'";

    public ObservabilityStackSpec {
        serves = serves == null ? new ServesSpec(null) : serves;
        collector = collector == null ? new CollectorSpec(null, null, null, null, null, null) : collector;
        prometheus = prometheus == null
                ? new PrometheusSpec(null, null, null, null, null, null, null, null, null)
                : prometheus;
        alertmanager = alertmanager == null ? new AlertmanagerSpec(null, null, null, null, null) : alertmanager;
        grafana = grafana == null ? new GrafanaSpec(null, null, null, null, null, null, null) : grafana;
        alerting = alerting == null ? new AlertingSpec(null) : alerting;
        alertDefaults = alertDefaults == null ? AlertsSpec.DEFAULTS : alertDefaults;
        notifications =
                notifications == null ? new NotificationsSpec(null, null, null, null, null, null, null) : notifications;
        pricing = pricing == null ? new PricingSpec(null, null) : pricing;
    }
}
