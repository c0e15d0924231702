package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.api.v1alpha1.ContactPoint;
import dev.vivarium.api.v1alpha1.GrafanaMode;
import dev.vivarium.api.v1alpha1.MuteTime;
import dev.vivarium.api.v1alpha1.SecretKeyRef;
import dev.vivarium.operator.links.DashboardUid;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The provisioning file of Grafana's alerting: contact points, mute times, rules, and the rules that are gone, which stay in Grafana's database unless a file says so.
 * It holds values of Secrets.
 *
 * <p>It has no notification policies, which would replace those of everybody else; and it deletes neither contact points nor mute times that are gone: Grafana
 * refuses the whole file, and to start, when somebody's policy uses one.
 */
final class GrafanaAlertingFile {
    private static final int ORGANISATION = 1;
    private static final int HASH_LENGTH = 16;

    /** Never an address; Grafana refuses a file in which a contact point has none. */
    private static final String MISSING = "https://secret-is-missing.invalid";

    private final StackInput input;
    private final GrafanaRules rules;
    private final GrafanaDeliveries deliveries;
    private final ConfigYaml yaml = new ConfigYaml();

    GrafanaAlertingFile(StackInput input) {
        this.input = input;
        this.rules = new GrafanaRules(input);
        this.deliveries = new GrafanaDeliveries(input);
    }

    /**
     * The file.
     *
     * @param retired uids of rules that are gone
     */
    String render(Collection<String> retired) {
        var document = map("apiVersion", 1);
        var notifications = input.spec().notifications();
        if (!notifications.contactPoints().isEmpty()) {
            document.put(
                    "contactPoints",
                    notifications.contactPoints().stream()
                            .map(this::contactPoint)
                            .toList());
        }
        if (!notifications.muteTimes().isEmpty()) {
            document.put(
                    "muteTimes",
                    notifications.muteTimes().stream().map(this::muteTime).toList());
        }
        var groups = new ArrayList<Map<String, Object>>();
        rules.groups().forEach((name, content) -> groups.add(group(name, content)));
        document.put("groups", groups);
        document.putAll(deletions(retired));
        return yaml.write(document);
    }

    /** A file that has the rules deleted and does nothing else. */
    String renderDeletions(Collection<String> retired) {
        var document = map("apiVersion", 1);
        document.putAll(deletions(retired));
        return yaml.write(document);
    }

    private static Map<String, Object> deletions(Collection<String> retired) {
        return retired.isEmpty()
                ? Map.of()
                : map(
                        "deleteRules",
                        retired.stream()
                                .map(uid -> map("orgId", ORGANISATION, "uid", uid))
                                .toList());
    }

    private Map<String, Object> group(String name, List<GrafanaRules.Rule> content) {
        return map(
                "orgId",
                ORGANISATION,
                "name",
                name,
                "folder",
                literal(folder()),
                "interval",
                rules.interval(),
                "rules",
                content.stream().map(this::rule).toList());
    }

    /** Titles are unique within a folder, and a Grafana that runs elsewhere may have those of other stacks. */
    private String folder() {
        var folder = input.spec().grafana().folder();
        return input.spec().grafana().mode() == GrafanaMode.MANAGED
                ? folder
                : folder + " (" + input.namespace() + "." + input.name() + ")";
    }

    private Map<String, Object> rule(GrafanaRules.Rule rule) {
        var written = new LinkedHashMap<String, Object>();
        written.put("uid", rule.uid());
        written.put("title", rule.title());
        rule.panel().ifPresent(panel -> {
            written.put("dashboardUid", rules.dashboardUid());
            written.put("panelId", panel);
        });
        written.putAll(rule.content());
        rule.notification().ifPresent(settings -> written.put("notification_settings", settings));
        return written;
    }

    private Map<String, Object> contactPoint(ContactPoint point) {
        var content = GrafanaContactPoints.settings(point);
        var settings = new LinkedHashMap<String, Object>();
        content.settings()
                .forEach((name, value) -> settings.put(name, value instanceof String text ? literal(text) : value));
        content.secrets().forEach((name, reference) -> settings.put(name, secret((SecretKeyRef) reference)));
        return map(
                "orgId",
                ORGANISATION,
                "name",
                deliveries.name(point.name()),
                "receivers",
                List.of(map(
                        "uid",
                        DashboardUid.of(
                                input.id(),
                                ConfigHash.of(List.of("contact point", point.name()))
                                        .substring(0, HASH_LENGTH)),
                        "type",
                        content.type(),
                        "disableResolveMessage",
                        !point.sendResolved(),
                        "settings",
                        settings)));
    }

    private String secret(SecretKeyRef reference) {
        return input.secrets()
                .text(reference)
                .filter(value -> !value.isEmpty())
                .map(GrafanaAlertingFile::literal)
                .orElse(MISSING);
    }

    private Map<String, Object> muteTime(MuteTime time) {
        var written = map("orgId", ORGANISATION);
        written.putAll(muteTime(deliveries, time));
        return written;
    }

    /** As Grafana knows it, wherever it is written: in the form of Alertmanager. */
    static Map<String, Object> muteTime(GrafanaDeliveries deliveries, MuteTime time) {
        return AlertmanagerConfig.muteTime(deliveries.name(time.name()), time);
    }

    /** A dollar sign would begin the name of a variable. */
    private static String literal(String text) {
        return text.replace("$", "$$");
    }
}
