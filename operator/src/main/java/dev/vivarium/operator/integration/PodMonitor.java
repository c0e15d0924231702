package dev.vivarium.operator.integration;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** Tells Prometheus Operator which pods to scrape. */
@Group("monitoring.coreos.com")
@Version("v1")
@Kind("PodMonitor")
@Plural("podmonitors")
public final class PodMonitor extends IntegrationResource {
    private static final long serialVersionUID = 1L;
}
