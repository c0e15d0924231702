package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.GrafanaMode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One ConfigMap for each dashboard of a stack. */
final class DashboardConfigMaps {
    /** The label and the annotation that the sidecar of Grafana's Helm chart looks for by default. */
    static final String DASHBOARD_LABEL = "grafana_dashboard";

    static final String DATA_SOURCE_LABEL = "grafana_datasource";
    static final String FOLDER_ANNOTATION = "grafana_folder";

    private final StackInput input;
    private final StackObjects objects;

    DashboardConfigMaps(StackInput input) {
        this.input = input;
        this.objects = new StackObjects(input);
    }

    List<ConfigMap> render() {
        return input.dashboardsAsLoaded().entrySet().stream()
                .map(dashboard -> dashboard(dashboard.getKey(), dashboard.getValue()))
                .toList();
    }

    private ConfigMap dashboard(String file, String json) {
        var map = objects.configMap(Component.GRAFANA, name(file), Map.of(fileName(file), json));
        if (input.spec().grafana().mode() != GrafanaMode.SIDECAR) {
            return map;
        }
        return new ConfigMapBuilder(map)
                .editMetadata()
                .addToLabels(DASHBOARD_LABEL, "1")
                .addToAnnotations(FOLDER_ANNOTATION, input.spec().grafana().folder())
                .endMetadata()
                .build();
    }

    /** Name of the ConfigMap of a dashboard file. */
    String name(String file) {
        return input.name() + "-dashboard-" + key(file);
    }

    /** What names a dashboard in the name of an object. */
    static String key(String file) {
        return withoutEnding(file).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    }

    /** The sidecar puts the dashboards of all stacks into one directory, where each needs a name of its own. */
    private String fileName(String file) {
        return input.namespace() + "." + input.name() + "." + file;
    }

    private static String withoutEnding(String file) {
        var dot = file.lastIndexOf('.');
        return dot > 0 ? file.substring(0, dot) : file;
    }
}
