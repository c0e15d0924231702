package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.api.v1alpha1.ContactPoint;
import dev.vivarium.api.v1alpha1.EmailSpec;
import dev.vivarium.api.v1alpha1.PagerDutySpec;
import dev.vivarium.api.v1alpha1.SecretKeyRef;
import dev.vivarium.api.v1alpha1.SlackSpec;
import dev.vivarium.api.v1alpha1.WebhookSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Contact points as Grafana knows them: for the stack's alerts when Grafana evaluates them, and else for alerts that people make there. Secrets are named; mail goes
 * through the mail server that Grafana is configured with.
 */
final class GrafanaContactPoints {
    private GrafanaContactPoints() {}

    /**
     * A contact point of Grafana.
     *
     * @param settings without what is secret
     * @param secrets what comes from Secrets, by its place in the settings
     */
    record Settings(String type, Map<String, Object> settings, Map<String, Object> secrets) {}

    /** Whether Grafana has such a contact point: a receiver of Alertmanager's means nothing to it. */
    static boolean isKnown(ContactPoint point) {
        return point.receiverSecretRef() == null;
    }

    /** The part of the spec of a GrafanaContactPoint that is not about Grafanas. */
    static Map<String, Object> spec(StackInput input, ContactPoint point) {
        var settings = settings(point);
        var spec = map(
                // All contact points of a Grafana are in one list.
                "name",
                input.id() + "/" + point.name(),
                "type",
                settings.type(),
                "disableResolveMessage",
                !point.sendResolved(),
                "settings",
                settings.settings());
        if (!settings.secrets().isEmpty()) {
            spec.put("valuesFrom", valuesFrom(settings.secrets()));
        }
        return spec;
    }

    static Settings settings(ContactPoint point) {
        if (point.slack() != null) {
            return slack(point.slack());
        }
        if (point.pagerduty() != null) {
            return pagerDuty(point.pagerduty());
        }
        return point.email() != null ? email(point.email()) : webhook(point.webhook());
    }

    private static Settings slack(SlackSpec slack) {
        var settings = map();
        if (slack.channel() != null) {
            settings.put("recipient", slack.channel());
        }
        return new Settings("slack", settings, map("url", slack.urlSecretRef()));
    }

    private static Settings pagerDuty(PagerDutySpec pagerDuty) {
        var settings = map("severity", NotificationTexts.PAGERDUTY_SEVERITY);
        if (pagerDuty.url() != null) {
            settings.put("url", pagerDuty.url());
        }
        return new Settings("pagerduty", settings, map("integrationKey", pagerDuty.routingKeySecretRef()));
    }

    private static Settings email(EmailSpec email) {
        return new Settings("email", map("addresses", String.join(";", email.to()), "singleEmail", false), Map.of());
    }

    private static Settings webhook(WebhookSpec webhook) {
        var settings = map("httpMethod", "POST");
        var secrets = map();
        if (webhook.url() != null) {
            settings.put("url", webhook.url());
        } else {
            secrets.put("url", webhook.urlSecretRef());
        }
        if (webhook.bearerTokenSecretRef() != null) {
            settings.put("authorization_scheme", "Bearer");
            secrets.put("authorization_credentials", webhook.bearerTokenSecretRef());
        }
        return new Settings("webhook", settings, secrets);
    }

    private static List<Map<String, Object>> valuesFrom(Map<String, Object> secrets) {
        var values = new ArrayList<Map<String, Object>>();
        secrets.forEach((path, reference) -> {
            var secret = (SecretKeyRef) reference;
            values.add(map(
                    "targetPath",
                    path,
                    "valueFrom",
                    map("secretKeyRef", map("name", secret.name(), "key", secret.key()))));
        });
        return values;
    }
}
