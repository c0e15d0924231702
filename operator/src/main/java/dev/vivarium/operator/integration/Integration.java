package dev.vivarium.operator.integration;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Another operator that a stack can work through, and its kinds that are used. They may be installed or not, and come and go while this operator runs. */
public enum Integration {
    PROMETHEUS_OPERATOR(
            "Prometheus Operator", List.of(PodMonitor.class, PrometheusRule.class, AlertmanagerRouting.class)),
    GRAFANA_OPERATOR(
            "Grafana Operator",
            List.of(
                    GrafanaFolder.class,
                    GrafanaDatasource.class,
                    GrafanaDashboard.class,
                    GrafanaContactPoint.class,
                    GrafanaMuteTiming.class,
                    GrafanaAlertRuleGroup.class));

    private final String title;
    private final List<Class<? extends IntegrationResource>> kinds;

    Integration(String title, List<Class<? extends IntegrationResource>> kinds) {
        this.title = title;
        this.kinds = kinds;
    }

    /** What people call it. */
    public String title() {
        return title;
    }

    public List<Class<? extends IntegrationResource>> kinds() {
        return kinds;
    }

    /** Every kind of every other operator. */
    public static List<Class<? extends HasMetadata>> allKinds() {
        return Arrays.stream(values())
                .flatMap(integration -> integration.kinds.stream())
                .<Class<? extends HasMetadata>>map(kind -> kind)
                .toList();
    }

    /** The operator that defines the kind, when it is another one. */
    public static Optional<Integration> of(Class<?> kind) {
        return Arrays.stream(values())
                .filter(integration -> integration.kinds.contains(kind))
                .findFirst();
    }
}
