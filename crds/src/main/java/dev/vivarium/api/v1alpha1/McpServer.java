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

/** A server of the Model Context Protocol whose tools agents call: deployed by the operator, or running elsewhere. */
@Group(Vivarium.GROUP)
@Version(Vivarium.VERSION)
@Kind("McpServer")
@Plural("mcpservers")
@Singular("mcpserver")
@ShortNames("mcp")
@ValidationRule(value = Vivarium.NAME_RULE, message = Vivarium.NAME_RULE_MESSAGE)
@AdditionalPrinterColumn(name = "Ready", jsonPath = ".status.conditions[?(@.type==\"Ready\")].status")
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(name = "URL", jsonPath = ".status.url")
@AdditionalPrinterColumn(name = "Tools", jsonPath = ".status.toolCount", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Stack", jsonPath = ".status.stack", priority = 1)
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public class McpServer extends CustomResource<McpServerSpec, McpServerStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    @Override
    protected McpServerSpec initSpec() {
        return null;
    }

    @Override
    protected McpServerStatus initStatus() {
        return null;
    }
}
