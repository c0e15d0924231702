package dev.vivarium.operator.observabilitystack;

/** Reasons of conditions that only an ObservabilityStack has; see {@link dev.vivarium.operator.status.Reasons} for the others. */
public final class StackReasons {
    /** Programmed is False: there are more alert rules than the ConfigMaps of a stack hold; nothing was changed. */
    public static final String RULES_TOO_LARGE = "RulesTooLarge";

    /** Programmed is False: {@code spec.prometheus.mode} is PrometheusOperator and the cluster does not have its definitions; everything else is applied, and the rest follows within seconds after they are installed. */
    public static final String PROMETHEUS_OPERATOR_MISSING = "PrometheusOperatorMissing";

    /** Programmed is False: {@code spec.grafana.mode} is GrafanaOperator and the cluster does not have its definitions; everything else is applied, and the rest follows within seconds after they are installed. */
    public static final String GRAFANA_OPERATOR_MISSING = "GrafanaOperatorMissing";

    private StackReasons() {}
}
