package dev.vivarium.operator.integration;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** A mute time that Grafana Operator makes. */
@Group("grafana.integreatly.org")
@Version("v1beta1")
@Kind("GrafanaMuteTiming")
@Plural("grafanamutetimings")
public final class GrafanaMuteTiming extends IntegrationResource {
    private static final long serialVersionUID = 1L;
}
