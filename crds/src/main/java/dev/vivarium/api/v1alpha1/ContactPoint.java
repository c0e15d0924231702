package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Somebody who is told of alerts, in one way. */
@ValidationRule(
        value =
                "[has(self.slack), has(self.pagerduty), has(self.email), has(self.webhook), has(self.receiverSecretRef)].filter(s, s).size() == 1",
        message = "set exactly one of slack, pagerduty, email, webhook and receiverSecretRef")
public record ContactPoint(
        @Required
        @JsonPropertyDescription("Name of the contact point, unique in the stack.")
        @Size(min = 1, max = 45)
        @Pattern(ApiPatterns.DNS_LABEL)
        String name,

        @JsonPropertyDescription("Slack channel that messages are posted to.")
        SlackSpec slack,

        @JsonPropertyDescription("PagerDuty service that incidents are opened at, and resolved.")
        PagerDutySpec pagerduty,

        @JsonPropertyDescription("Addresses that mail is sent to.")
        EmailSpec email,

        @JsonPropertyDescription("Webhook that notifications are posted to.")
        WebhookSpec webhook,

        @JsonPropertyDescription(
                "Secret key that holds a receiver of any kind as YAML, without its name: in the form of Alertmanager's configuration (telegram_configs: [...]), or, with Prometheus in mode PrometheusOperator, in the form of an AlertmanagerConfig (telegramConfigs: [...]).")
        SecretKeyRef receiverSecretRef,

        @Default("true")
        @JsonPropertyDescription(
                "Whether the end of an alert is told, too; of a receiver from a Secret it says so itself.")
        Boolean sendResolved) {
    public ContactPoint {
        sendResolved = sendResolved == null || sendResolved;
    }

    /** Every key of a Secret that the contact point needs. */
    public List<SecretKeyRef> secretRefs() {
        return Stream.of(
                        slack == null ? null : slack.urlSecretRef(),
                        pagerduty == null ? null : pagerduty.routingKeySecretRef(),
                        email == null ? null : email.passwordSecretRef(),
                        webhook == null ? null : webhook.urlSecretRef(),
                        webhook == null ? null : webhook.bearerTokenSecretRef(),
                        receiverSecretRef)
                .filter(Objects::nonNull)
                .toList();
    }
}
