package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.operator.dashboards.DataSources;
import dev.vivarium.operator.resolve.NamespacedName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Provisioning files of Grafana. */
final class GrafanaProvisioning {
    static final String DASHBOARDS_DIRECTORY = "/etc/grafana/dashboards";

    private final StackInput input;
    private final ConfigYaml yaml = new ConfigYaml();

    GrafanaProvisioning(StackInput input) {
        this.input = input;
    }

    /** Identifies the stack's Prometheus in a Grafana that may have those of many stacks; it stays the same as long as the stack's name does. */
    String dataSourceUid() {
        return DataSources.prometheusUid(stack());
    }

    private NamespacedName stack() {
        return new NamespacedName(input.namespace(), input.name());
    }

    private String alertmanagerUid() {
        return dataSourceUid() + "-am";
    }

    /** @param only whether Grafana has no other data sources */
    String dataSources(boolean only) {
        var endpoints = Endpoints.of(input);
        var sources = new ArrayList<Map<String, Object>>();
        sources.add(map(
                "name",
                DataSources.prometheusName(stack()),
                "uid",
                dataSourceUid(),
                "type",
                "prometheus",
                "access",
                "proxy",
                "url",
                endpoints.prometheus(),
                "isDefault",
                only,
                "editable",
                false,
                "jsonData",
                map(
                        "httpMethod",
                        "POST",
                        "prometheusType",
                        "Prometheus",
                        "timeInterval",
                        GoDuration.format(input.scrapeInterval()),
                        "alertmanagerUid",
                        alertmanagerUid())));
        sources.add(map(
                "name",
                "Alertmanager " + stack(),
                "uid",
                alertmanagerUid(),
                "type",
                "alertmanager",
                "access",
                "proxy",
                "url",
                endpoints.alertmanager(),
                "editable",
                false,
                "jsonData",
                map("implementation", "prometheus", "handleGrafanaManagedAlerts", false)));
        return yaml.write(map("apiVersion", 1, "datasources", sources));
    }

    /** Has Grafana take every dashboard of a directory, and follow its changes. */
    String dashboardProvider() {
        return yaml.write(map(
                "apiVersion",
                1,
                "providers",
                List.of(map(
                        "name",
                        "vivarium-" + input.namespace() + "-" + input.name(),
                        "type",
                        "file",
                        "folder",
                        input.spec().grafana().folder(),
                        "disableDeletion",
                        false,
                        "allowUiUpdates",
                        false,
                        "updateIntervalSeconds",
                        15,
                        "options",
                        map("path", DASHBOARDS_DIRECTORY)))));
    }

    /** So that Grafana does not complain of a provisioning directory that is not there. */
    String nothing() {
        return yaml.write(map("apiVersion", 1));
    }
}
