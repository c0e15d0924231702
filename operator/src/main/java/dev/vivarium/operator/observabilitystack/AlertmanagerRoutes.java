package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.api.v1alpha1.ContactPoint;
import dev.vivarium.api.v1alpha1.EmailSpec;
import dev.vivarium.api.v1alpha1.MuteTime;
import dev.vivarium.api.v1alpha1.PagerDutySpec;
import dev.vivarium.api.v1alpha1.SecretKeyRef;
import dev.vivarium.api.v1alpha1.Severity;
import dev.vivarium.api.v1alpha1.SlackSpec;
import dev.vivarium.api.v1alpha1.WebhookSpec;
import dev.vivarium.operator.alerting.StackLabels;
import dev.vivarium.operator.integration.AlertmanagerRouting;
import dev.vivarium.operator.observabilitystack.NotificationRoutes.Match;
import dev.vivarium.operator.observabilitystack.NotificationRoutes.Route;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The notifications of a stack as an AlertmanagerConfig, for an Alertmanager that others use too: it matches the alerts of the stack alone. Secrets are named and
 * not read: Prometheus Operator reads them in the namespace of the stack.
 *
 * <p>With its own default Prometheus Operator lets an AlertmanagerConfig have only those alerts whose label {@code namespace} is the namespace of the
 * AlertmanagerConfig; an alert's is that of its agent.
 */
final class AlertmanagerRoutes {
    private final StackInput input;

    AlertmanagerRoutes(StackInput input) {
        this.input = input;
    }

    /** Empty where nobody is to be told. */
    Optional<AlertmanagerRouting> render() {
        var points = input.spec().notifications().contactPoints();
        if (points.isEmpty()) {
            return Optional.empty();
        }
        var metadata = new ObjectMetaBuilder(new StackObjects(input).metadata(Component.ALERTMANAGER))
                .addToLabels(input.spec().alertmanager().labels())
                .build();
        var spec = map(
                "route",
                rootRoute(),
                "inhibitRules",
                List.of(criticalOverWarning()),
                "receivers",
                points.stream().map(this::receiver).toList());
        var muteTimes = input.spec().notifications().muteTimes();
        if (!muteTimes.isEmpty()) {
            spec.put(
                    "muteTimeIntervals",
                    muteTimes.stream().map(AlertmanagerRoutes::muteTime).toList());
        }
        return Optional.of(new AlertmanagerRouting().with(AlertmanagerRouting.class, metadata, spec));
    }

    private Map<String, Object> rootRoute() {
        var spec = input.spec().notifications();
        var route = route(
                NotificationRoutes.root(spec, spec.contactPoints().getFirst().name()));
        route.put("matchers", ofStack());
        route.put(
                "routes",
                NotificationRoutes.children(spec).stream()
                        .map(AlertmanagerRoutes::route)
                        .toList());
        return route;
    }

    private static Map<String, Object> route(Route route) {
        var written = map("receiver", route.receiver());
        if (!route.matches().isEmpty()) {
            written.put(
                    "matchers",
                    route.matches().stream().map(AlertmanagerRoutes::matcher).toList());
        }
        if (!route.groupBy().isEmpty()) {
            written.put("groupBy", route.groupBy());
        }
        route.groupWait().ifPresent(value -> written.put("groupWait", value));
        route.groupInterval().ifPresent(value -> written.put("groupInterval", value));
        route.repeatInterval().ifPresent(value -> written.put("repeatInterval", value));
        if (!route.muteTimes().isEmpty()) {
            written.put("muteTimeIntervals", route.muteTimes());
        }
        if (route.goOn()) {
            written.put("continue", true);
        }
        return written;
    }

    private List<Map<String, Object>> ofStack() {
        return Stream.of(
                        Match.is(StackLabels.STACK, input.name()),
                        Match.is(StackLabels.STACK_NAMESPACE, input.namespace()))
                .map(AlertmanagerRoutes::matcher)
                .toList();
    }

    private static Map<String, Object> matcher(Match match) {
        return map("name", match.label(), "matchType", match.regex() ? "=~" : "=", "value", match.value());
    }

    private Map<String, Object> criticalOverWarning() {
        var source = new ArrayList<>(ofStack());
        source.add(matcher(NotificationRoutes.severity(Severity.CRITICAL)));
        var target = new ArrayList<>(ofStack());
        target.add(matcher(NotificationRoutes.severity(Severity.WARNING)));
        return map("sourceMatch", source, "targetMatch", target, "equal", NotificationRoutes.SAME_SUBJECT);
    }

    private static Map<String, Object> muteTime(MuteTime time) {
        var interval = new LinkedHashMap<String, Object>();
        if (!time.weekdays().isEmpty()) {
            interval.put("weekdays", time.weekdays());
        }
        if (!time.times().isEmpty()) {
            interval.put(
                    "times",
                    time.times().stream()
                            .map(range -> map("startTime", range.from(), "endTime", range.to()))
                            .toList());
        }
        return map("name", time.name(), "timeIntervals", List.of(interval));
    }

    private Map<String, Object> receiver(ContactPoint point) {
        var receiver = map("name", point.name());
        if (point.receiverSecretRef() != null) {
            receiver.putAll(RawReceivers.of(input, point).integrations());
        } else if (point.slack() != null) {
            receiver.put("slackConfigs", List.of(slack(point, point.slack())));
        } else if (point.pagerduty() != null) {
            receiver.put("pagerdutyConfigs", List.of(pagerDuty(point, point.pagerduty())));
        } else if (point.email() != null) {
            receiver.put("emailConfigs", List.of(email(point, point.email())));
        } else {
            receiver.put("webhookConfigs", List.of(webhook(point, point.webhook())));
        }
        return receiver;
    }

    private static Map<String, Object> slack(ContactPoint point, SlackSpec slack) {
        var written = map("apiURL", secret(slack.urlSecretRef()));
        if (slack.channel() != null) {
            written.put("channel", slack.channel());
        }
        written.putAll(map(
                "title", NotificationTexts.TITLE,
                "titleLink", NotificationTexts.TITLE_LINK,
                "text", NotificationTexts.SLACK_TEXT,
                "color", NotificationTexts.SLACK_COLOR,
                "sendResolved", point.sendResolved()));
        return written;
    }

    private static Map<String, Object> pagerDuty(ContactPoint point, PagerDutySpec pagerDuty) {
        var written = map("routingKey", secret(pagerDuty.routingKeySecretRef()));
        if (pagerDuty.url() != null) {
            written.put("url", pagerDuty.url());
        }
        var details = new ArrayList<Map<String, Object>>();
        NotificationTexts.pagerDutyDetails().forEach((key, value) -> details.add(map("key", key, "value", value)));
        written.putAll(map(
                "description",
                NotificationTexts.SUMMARY,
                "severity",
                NotificationTexts.PAGERDUTY_SEVERITY,
                "details",
                details,
                "sendResolved",
                point.sendResolved()));
        return written;
    }

    private static Map<String, Object> email(ContactPoint point, EmailSpec email) {
        var written = map("to", String.join(", ", email.to()), "from", email.from(), "smarthost", email.smarthost());
        if (email.username() != null) {
            written.put("authUsername", email.username());
            written.put("authPassword", secret(email.passwordSecretRef()));
        }
        written.put("requireTLS", email.requireTls());
        written.put("sendResolved", point.sendResolved());
        return written;
    }

    private static Map<String, Object> webhook(ContactPoint point, WebhookSpec webhook) {
        var written =
                webhook.url() != null ? map("url", webhook.url()) : map("urlSecret", secret(webhook.urlSecretRef()));
        if (webhook.bearerTokenSecretRef() != null) {
            written.put(
                    "httpConfig",
                    map("authorization", map("type", "Bearer", "credentials", secret(webhook.bearerTokenSecretRef()))));
        }
        written.put("sendResolved", point.sendResolved());
        return written;
    }

    private static Map<String, Object> secret(SecretKeyRef reference) {
        return map("name", reference.name(), "key", reference.key());
    }
}
