package dev.vivarium.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** A collector, a Prometheus, an Alertmanager and dashboards for the agents of one or more namespaces. */
@Group(Vivarium.GROUP)
@Version(Vivarium.VERSION)
@Kind("ObservabilityStack")
@Plural("observabilitystacks")
@Singular("observabilitystack")
@ShortNames("obs")
@ValidationRule(value = Vivarium.NAME_RULE, message = Vivarium.NAME_RULE_MESSAGE)
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "Served", jsonPath = ".status.served", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Alerts",
        jsonPath = ".status.alerts.firing",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "SpentUSD", jsonPath = ".status.spend.amountUsd")
@AdditionalPrinterColumn(name = "OTLP", jsonPath = ".status.endpoints.otlp", priority = 1)
@AdditionalPrinterColumn(name = "Prometheus", jsonPath = ".status.endpoints.prometheus", priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class ObservabilityStack extends CustomResource<ObservabilityStackSpec, ObservabilityStackStatus>
        implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected ObservabilityStackSpec initSpec() {
        return null;
    }

    @Override
    protected ObservabilityStackStatus initStatus() {
        return null;
    }
}
