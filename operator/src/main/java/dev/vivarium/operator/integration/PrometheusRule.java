package dev.vivarium.operator.integration;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** Rules that Prometheus Operator gives to its Prometheus. */
@Group("monitoring.coreos.com")
@Version("v1")
@Kind("PrometheusRule")
@Plural("prometheusrules")
public final class PrometheusRule extends IntegrationResource {
    private static final long serialVersionUID = 1L;
}
