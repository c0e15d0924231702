package dev.vivarium.operator.integration;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** Part of the configuration of an Alertmanager that Prometheus Operator runs; called AlertmanagerConfig there. */
@Group("monitoring.coreos.com")
@Version("v1alpha1")
@Kind("AlertmanagerConfig")
@Plural("alertmanagerconfigs")
public final class AlertmanagerRouting extends IntegrationResource {
    private static final long serialVersionUID = 1L;
}
