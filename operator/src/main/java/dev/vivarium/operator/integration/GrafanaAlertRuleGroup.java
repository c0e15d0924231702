package dev.vivarium.operator.integration;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/** Alert rules that Grafana Operator makes. */
@Group("grafana.integreatly.org")
@Version("v1beta1")
@Kind("GrafanaAlertRuleGroup")
@Plural("grafanaalertrulegroups")
public final class GrafanaAlertRuleGroup extends IntegrationResource {
    private static final long serialVersionUID = 1L;
}
