package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.AlertmanagerMode;
import dev.vivarium.api.v1alpha1.CollectorMode;
import dev.vivarium.api.v1alpha1.GrafanaMode;
import dev.vivarium.api.v1alpha1.PrometheusMode;
import dev.vivarium.api.v1alpha1.StackEndpoints;
import dev.vivarium.operator.resolve.ChildNames;

/** Addresses of a stack's programs, as pods of the cluster reach them. */
final class Endpoints {
    static final int PROMETHEUS_PORT = 9090;
    static final int ALERTMANAGER_PORT = 9093;
    static final int GRAFANA_PORT = 3000;

    private Endpoints() {}

    static StackEndpoints of(StackInput input) {
        var spec = input.spec();
        return new StackEndpoints(
                spec.collector().mode() == CollectorMode.MANAGED
                        ? managed(input, Component.COLLECTOR, CollectorConfig.OTLP_HTTP_PORT)
                        : spec.collector().endpoint(),
                prometheus(input),
                spec.alertmanager().mode() == AlertmanagerMode.MANAGED
                        ? "http://" + alertmanagerAuthority(input)
                        : spec.alertmanager().url(),
                spec.grafana().mode() == GrafanaMode.MANAGED
                        ? managed(input, Component.GRAFANA, GRAFANA_PORT)
                        : spec.grafana().url());
    }

    static String prometheus(StackInput input) {
        var spec = input.spec().prometheus();
        return spec.mode() == PrometheusMode.MANAGED
                ? managed(input, Component.PROMETHEUS, PROMETHEUS_PORT)
                : spec.url();
    }

    static String alertmanagerAuthority(StackInput input) {
        return authority(input, Component.ALERTMANAGER, ALERTMANAGER_PORT);
    }

    private static String managed(StackInput input, Component component, int port) {
        return "http://" + authority(input, component, port);
    }

    private static String authority(StackInput input, Component component, int port) {
        return ChildNames.serviceHost(input.namespace(), component.childName(input.name())) + ":" + port;
    }
}
