package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.operator.dashboards.DataSources;
import dev.vivarium.operator.resolve.NamespacedName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Provisioning files of Grafana. */
final class GrafanaProvisioning {
    /** Keys of the data sources. */
    static final String PROMETHEUS = "prometheus";

    static final String ALERTMANAGER = "alertmanager";
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

    /**
     * The file of data sources.
     *
     * @param only whether Grafana has no other data sources
     * @param headerValues what stands for the value of each header of {@code spec.prometheus.headersFrom}, in its order
     */
    String dataSources(boolean only, List<String> headerValues) {
        var sources = sources(only);
        if (!headerValues.isEmpty()) {
            var values = new LinkedHashMap<String, Object>();
            for (var i = 0; i < headerValues.size(); i++) {
                values.put(headerValue(i), headerValues.get(i));
            }
            sources.get(PROMETHEUS).put("secureJsonData", values);
        }
        return yaml.write(map("apiVersion", 1, "datasources", List.copyOf(sources.values())));
    }

    /** Name under which a data source keeps the value of a header. */
    static String headerValue(int index) {
        return "httpHeaderValue" + (index + 1);
    }

    /** The data sources by their key, without what is secret. */
    Map<String, Map<String, Object>> sources(boolean only) {
        var sources = new LinkedHashMap<String, Map<String, Object>>();
        sources.put(PROMETHEUS, prometheus(only));
        if (!input.grafanaEvaluates()) {
            sources.put(ALERTMANAGER, alertmanager());
        }
        return sources;
    }

    private Map<String, Object> prometheus(boolean only) {
        var settings = map(
                "httpMethod",
                "POST",
                "prometheusType",
                "Prometheus",
                "timeInterval",
                GoDuration.format(input.scrapeInterval()));
        if (!input.grafanaEvaluates()) {
            settings.put("alertmanagerUid", alertmanagerUid());
        }
        var headers = input.spec().prometheus().headersFrom();
        for (var i = 0; i < headers.size(); i++) {
            settings.put("httpHeaderName" + (i + 1), headers.get(i).name());
        }
        return map(
                "name",
                DataSources.prometheusName(stack()),
                "uid",
                dataSourceUid(),
                "type",
                "prometheus",
                "access",
                "proxy",
                "url",
                Endpoints.of(input).prometheus(),
                "isDefault",
                only,
                "editable",
                false,
                "jsonData",
                settings);
    }

    private Map<String, Object> alertmanager() {
        return map(
                "name",
                "Alertmanager " + stack(),
                "uid",
                alertmanagerUid(),
                "type",
                "alertmanager",
                "access",
                "proxy",
                "url",
                Endpoints.of(input).alertmanager(),
                "editable",
                false,
                "jsonData",
                map("implementation", "prometheus", "handleGrafanaManagedAlerts", false));
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
