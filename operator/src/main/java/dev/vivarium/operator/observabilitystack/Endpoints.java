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
                alertmanager(input),
                spec.grafana().mode() == GrafanaMode.MANAGED
                        ? managed(input, Component.GRAFANA, GRAFANA_PORT)
                        : spec.grafana().url());
    }

    static String prometheus(StackInput input) {
        var spec = input.spec().prometheus();
        return switch (spec.mode()) {
            case MANAGED -> managed(input, Component.PROMETHEUS, PROMETHEUS_PORT);
            case PROMETHEUS_OPERATOR -> orOperated(spec.url(), input, "prometheus-operated", PROMETHEUS_PORT);
            case EXTERNAL -> spec.url();
        };
    }

    /** Null where no alert goes to one. */
    private static String alertmanager(StackInput input) {
        var spec = input.spec().alertmanager();
        if (input.grafanaEvaluates()) {
            return null;
        }
        if (input.spec().prometheus().mode() == PrometheusMode.PROMETHEUS_OPERATOR) {
            return orOperated(spec.url(), input, "alertmanager-operated", ALERTMANAGER_PORT);
        }
        return spec.mode() == AlertmanagerMode.MANAGED ? "http://" + alertmanagerAuthority(input) : spec.url();
    }

    /** The Service that Prometheus Operator makes where it runs something, unless another address is given. */
    private static String orOperated(String url, StackInput input, String service, int port) {
        return url != null ? url : "http://" + ChildNames.serviceHost(input.namespace(), service) + ":" + port;
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
