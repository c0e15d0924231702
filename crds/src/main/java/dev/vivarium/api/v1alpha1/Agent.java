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

/** An AI agent: a model with instructions, tools and sub-agents that takes turns from a queue or over HTTP. */
@Group(Vivarium.GROUP)
@Version(Vivarium.VERSION)
@Kind("Agent")
@Plural("agents")
@Singular("agent")
@ShortNames("ag")
@ValidationRule(value = Vivarium.NAME_RULE, message = Vivarium.NAME_RULE_MESSAGE)
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "Model", jsonPath = ".spec.model.name")
@AdditionalPrinterColumn(
        name = "Replicas",
        jsonPath = ".status.readyReplicas",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Alerts",
        jsonPath = ".status.alerts.firing",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "SpentUSD", jsonPath = ".status.spend.amountUsd")
@AdditionalPrinterColumn(name = "Stack", jsonPath = ".status.stack", priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class Agent extends CustomResource<AgentSpec, AgentStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected AgentSpec initSpec() {
        return null;
    }

    @Override
    protected AgentStatus initStatus() {
        return null;
    }
}
