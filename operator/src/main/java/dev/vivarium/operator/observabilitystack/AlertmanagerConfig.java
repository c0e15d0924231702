package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.api.v1alpha1.ContactPoint;
import dev.vivarium.api.v1alpha1.EmailSpec;
import dev.vivarium.api.v1alpha1.MuteTime;
import dev.vivarium.api.v1alpha1.NotificationsSpec;
import dev.vivarium.api.v1alpha1.PagerDutySpec;
import dev.vivarium.api.v1alpha1.Severity;
import dev.vivarium.api.v1alpha1.SlackSpec;
import dev.vivarium.api.v1alpha1.WebhookSpec;
import dev.vivarium.operator.observabilitystack.NotificationRoutes.Match;
import dev.vivarium.operator.observabilitystack.NotificationRoutes.Route;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Configuration of Alertmanager: contact points become receivers, routes become routes, and the first contact point receives the rest. Secrets are files that it
 * reads, but for receivers from a Secret, which are part of it.
 */
final class AlertmanagerConfig {
    static final String SECRETS_DIRECTORY = "/etc/alertmanager/secrets";

    /** Receives everything where there is no contact point, and tells nobody: the alerts are still to be seen. */
    private static final String NOBODY = "nobody";

    private static final Pattern PLAIN_LABEL = Pattern.compile("[a-zA-Z_][a-zA-Z0-9_]*");

    private final NotificationsSpec spec;
    private final Function<ContactPoint, RawReceiver> rawReceivers;
    private final ConfigYaml yaml = new ConfigYaml();

    /** @param rawReceivers gives the receiver of a contact point that has it from a Secret */
    AlertmanagerConfig(NotificationsSpec spec, Function<ContactPoint, RawReceiver> rawReceivers) {
        this.spec = spec;
        this.rawReceivers = rawReceivers;
    }

    /** @throws InvalidNotificationsException when a mute time has a time zone that does not exist */
    String render() {
        var document = map(
                "route", rootRoute(),
                "inhibit_rules", List.of(criticalOverWarning()),
                "receivers", receivers());
        if (!spec.muteTimes().isEmpty()) {
            document.put(
                    "time_intervals",
                    spec.muteTimes().stream()
                            .map(time -> muteTime(time.name(), time))
                            .toList());
        }
        return yaml.write(document);
    }

    private Map<String, Object> rootRoute() {
        var points = spec.contactPoints();
        var route = route(NotificationRoutes.root(
                spec, points.isEmpty() ? NOBODY : points.getFirst().name()));
        var children = NotificationRoutes.children(spec);
        if (!children.isEmpty()) {
            route.put("routes", children.stream().map(AlertmanagerConfig::route).toList());
        }
        return route;
    }

    private static Map<String, Object> route(Route route) {
        var written = map("receiver", route.receiver());
        if (!route.matches().isEmpty()) {
            written.put(
                    "matchers",
                    route.matches().stream().map(AlertmanagerConfig::matcher).toList());
        }
        if (!route.groupBy().isEmpty()) {
            written.put("group_by", route.groupBy());
        }
        route.groupWait().ifPresent(value -> written.put("group_wait", value));
        route.groupInterval().ifPresent(value -> written.put("group_interval", value));
        route.repeatInterval().ifPresent(value -> written.put("repeat_interval", value));
        if (!route.muteTimes().isEmpty()) {
            written.put("mute_time_intervals", route.muteTimes());
        }
        if (route.goOn()) {
            written.put("continue", true);
        }
        return written;
    }

    private static String matcher(Match match) {
        var name = PLAIN_LABEL.matcher(match.label()).matches() ? match.label() : quoted(match.label());
        return name + (match.regex() ? "=~" : "=") + quoted(match.value());
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static Map<String, Object> criticalOverWarning() {
        return map(
                "source_matchers",
                List.of(matcher(NotificationRoutes.severity(Severity.CRITICAL))),
                "target_matchers",
                List.of(matcher(NotificationRoutes.severity(Severity.WARNING))),
                "equal",
                NotificationRoutes.SAME_SUBJECT);
    }

    /** A named time in which nobody is told. */
    static Map<String, Object> muteTime(String name, MuteTime time) {
        var interval = map("location", time.timeZone());
        if (!time.weekdays().isEmpty()) {
            interval.put("weekdays", time.weekdays());
        }
        if (!time.times().isEmpty()) {
            interval.put(
                    "times",
                    time.times().stream()
                            .map(range -> map("start_time", range.from(), "end_time", range.to()))
                            .toList());
        }
        return map("name", name, "time_intervals", List.of(interval));
    }

    private List<Map<String, Object>> receivers() {
        if (spec.contactPoints().isEmpty()) {
            return List.of(map("name", NOBODY));
        }
        return spec.contactPoints().stream().map(this::receiver).toList();
    }

    private Map<String, Object> receiver(ContactPoint point) {
        var receiver = map("name", point.name());
        if (point.receiverSecretRef() != null) {
            receiver.putAll(rawReceivers.apply(point).integrations());
        } else if (point.slack() != null) {
            receiver.put("slack_configs", List.of(slack(point, point.slack())));
        } else if (point.pagerduty() != null) {
            receiver.put("pagerduty_configs", List.of(pagerDuty(point, point.pagerduty())));
        } else if (point.email() != null) {
            receiver.put("email_configs", List.of(email(point, point.email())));
        } else {
            receiver.put("webhook_configs", List.of(webhook(point, point.webhook())));
        }
        return receiver;
    }

    private static Map<String, Object> slack(ContactPoint point, SlackSpec slack) {
        var written = map("api_url_file", file(point, "url"));
        if (slack.channel() != null) {
            written.put("channel", slack.channel());
        }
        written.putAll(map(
                "title", NotificationTexts.TITLE,
                "title_link", NotificationTexts.TITLE_LINK,
                "text", NotificationTexts.SLACK_TEXT,
                "color", NotificationTexts.SLACK_COLOR,
                "send_resolved", point.sendResolved()));
        return written;
    }

    private static Map<String, Object> pagerDuty(ContactPoint point, PagerDutySpec pagerDuty) {
        var written = map("routing_key_file", file(point, "routing-key"));
        if (pagerDuty.url() != null) {
            written.put("url", pagerDuty.url());
        }
        written.putAll(map(
                "description",
                NotificationTexts.SUMMARY,
                "severity",
                NotificationTexts.PAGERDUTY_SEVERITY,
                "details",
                NotificationTexts.pagerDutyDetails(),
                "send_resolved",
                point.sendResolved()));
        return written;
    }

    private static Map<String, Object> email(ContactPoint point, EmailSpec email) {
        var written = map("to", String.join(", ", email.to()), "from", email.from(), "smarthost", email.smarthost());
        if (email.username() != null) {
            written.put("auth_username", email.username());
            written.put("auth_password_file", file(point, "password"));
        }
        written.put("require_tls", email.requireTls());
        written.put("send_resolved", point.sendResolved());
        return written;
    }

    private static Map<String, Object> webhook(ContactPoint point, WebhookSpec webhook) {
        var written = webhook.url() != null ? map("url", webhook.url()) : map("url_file", file(point, "url"));
        if (webhook.bearerTokenSecretRef() != null) {
            written.put(
                    "http_config",
                    map("authorization", map("type", "Bearer", "credentials_file", file(point, "token"))));
        }
        written.put("send_resolved", point.sendResolved());
        return written;
    }

    private static String file(ContactPoint point, String part) {
        return SECRETS_DIRECTORY + "/" + fileName(point, part);
    }

    /** Names of contact points have no dots. */
    static String fileName(ContactPoint point, String part) {
        return point.name() + "." + part;
    }
}
