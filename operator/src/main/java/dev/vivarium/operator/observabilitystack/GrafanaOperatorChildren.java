package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.api.v1alpha1.ContactPoint;
import dev.vivarium.api.v1alpha1.HeaderFrom;
import dev.vivarium.api.v1alpha1.MuteTime;
import dev.vivarium.operator.integration.GrafanaAlertRuleGroup;
import dev.vivarium.operator.integration.GrafanaContactPoint;
import dev.vivarium.operator.integration.GrafanaDashboard;
import dev.vivarium.operator.integration.GrafanaDatasource;
import dev.vivarium.operator.integration.GrafanaFolder;
import dev.vivarium.operator.integration.GrafanaMuteTiming;
import dev.vivarium.operator.links.DashboardUid;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Folder, data sources, dashboards, and what Grafana alerts by, as objects of Grafana Operator. It allows nobody to change which Grafanas an object is for, so that choice is in the names: with
 * another choice there are other objects, and the earlier ones go.
 */
final class GrafanaOperatorChildren {
    private static final int CHOICE_LENGTH = 8;

    private final StackInput input;
    private final StackObjects objects;
    private final GrafanaProvisioning provisioning;

    GrafanaOperatorChildren(StackInput input) {
        this.input = input;
        this.objects = new StackObjects(input);
        this.provisioning = new GrafanaProvisioning(input);
    }

    List<HasMetadata> render() {
        var children = new ArrayList<HasMetadata>();
        children.add(folder());
        provisioning.sources(false).forEach((key, source) -> children.add(dataSource(key, source)));
        input.dashboardsAsLoaded().forEach((file, json) -> children.add(dashboard(file, json)));
        input.spec().notifications().contactPoints().stream()
                .filter(GrafanaContactPoints::isKnown)
                .forEach(point -> children.add(contactPoint(point)));
        if (input.grafanaEvaluates()) {
            input.spec().notifications().muteTimes().forEach(time -> children.add(muteTime(time)));
            var rules = new GrafanaRules(input);
            rules.groups().forEach((name, content) -> children.add(rules(name, rules.interval(), content)));
        }
        return children;
    }

    private GrafanaFolder folder() {
        var spec = spec();
        // One of the stack's own, so that another stack that goes does not take it along.
        spec.put("uid", DashboardUid.of(input.id(), "folder"));
        spec.put("title", input.spec().grafana().folder());
        return new GrafanaFolder().with(GrafanaFolder.class, metadata("folder"), spec);
    }

    private GrafanaDatasource dataSource(String key, Map<String, Object> source) {
        var spec = spec();
        var content = new TreeMap<>(source);
        spec.put("uid", content.remove("uid"));
        var headers = key.equals(GrafanaProvisioning.PROMETHEUS)
                ? input.spec().prometheus().headersFrom()
                : List.<HeaderFrom>of();
        if (!headers.isEmpty()) {
            var values = new TreeMap<String, Object>();
            var from = new ArrayList<Map<String, Object>>();
            for (var i = 0; i < headers.size(); i++) {
                var name = GrafanaProvisioning.headerValue(i);
                var reference = headers.get(i).secretKeyRef();
                values.put(name, "${" + reference.key() + "}");
                from.add(map(
                        "targetPath",
                        "secureJsonData." + name,
                        "valueFrom",
                        map("secretKeyRef", map("name", reference.name(), "key", reference.key()))));
            }
            content.put("secureJsonData", values);
            spec.put("valuesFrom", from);
        }
        spec.put("datasource", content);
        return new GrafanaDatasource().with(GrafanaDatasource.class, metadata(key), spec);
    }

    private GrafanaDashboard dashboard(String file, String json) {
        var spec = spec();
        spec.put("folderRef", metadata("folder").getName());
        spec.put("json", json);
        return new GrafanaDashboard().with(GrafanaDashboard.class, metadata(DashboardConfigMaps.key(file)), spec);
    }

    private GrafanaContactPoint contactPoint(ContactPoint point) {
        var spec = spec();
        spec.putAll(GrafanaContactPoints.spec(input, point));
        return new GrafanaContactPoint().with(GrafanaContactPoint.class, metadata("contact-" + point.name()), spec);
    }

    private GrafanaMuteTiming muteTime(MuteTime time) {
        var spec = spec();
        spec.putAll(GrafanaAlertingFile.muteTime(new GrafanaDeliveries(input), time));
        return new GrafanaMuteTiming().with(GrafanaMuteTiming.class, metadata("mute-" + time.name()), spec);
    }

    /** Grafana Operator replaces the whole group when it changes, and removes it with the object: nothing is left to be deleted. */
    private GrafanaAlertRuleGroup rules(String name, String interval, List<GrafanaRules.Rule> content) {
        var spec = spec();
        spec.put("folderRef", metadata("folder").getName());
        spec.put("name", name);
        spec.put("interval", interval);
        spec.put("rules", content.stream().map(GrafanaOperatorChildren::rule).toList());
        return new GrafanaAlertRuleGroup().with(GrafanaAlertRuleGroup.class, metadata(name), spec);
    }

    private static Map<String, Object> rule(GrafanaRules.Rule rule) {
        var written = map("uid", rule.uid(), "title", rule.title());
        written.putAll(rule.content());
        rule.notification().ifPresent(settings -> written.put("notificationSettings", settings));
        return written;
    }

    /** What every object has. The Grafanas may be in any namespace: they usually are in one of their own. */
    private Map<String, Object> spec() {
        return map(
                "allowCrossNamespaceImport",
                true,
                "instanceSelector",
                map("matchLabels", new TreeMap<>(input.spec().grafana().instanceLabels())));
    }

    private ObjectMeta metadata(String key) {
        return objects.metadata(
                Component.GRAFANA, Component.GRAFANA.childName(input.name()) + "-" + key + "-" + choice());
    }

    private String choice() {
        var parts = new ArrayList<String>();
        new TreeMap<>(input.spec().grafana().instanceLabels())
                .forEach((name, value) -> parts.addAll(List.of(name, value)));
        return ConfigHash.of(parts).substring(0, CHOICE_LENGTH);
    }
}
