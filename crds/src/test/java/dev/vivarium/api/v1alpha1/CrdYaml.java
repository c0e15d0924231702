package dev.vivarium.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns the Java types into CustomResourceDefinitions and adds what the annotations cannot say: category, root descriptions, the keys of lists that are
 * maps, and bounds that the cost estimate of CEL rules needs.
 */
final class CrdYaml {
    static final List<Class<? extends HasMetadata>> KINDS =
            List.of(Agent.class, SubAgent.class, McpServer.class, ObservabilityStack.class);

    /** The list fields whose items are told apart by a key, so that server-side apply merges them item by item. */
    private static final Map<String, String> LIST_MAP_KEYS = Map.of(
            "conditions",
            "type",
            "env",
            "name",
            "subAgents",
            "name",
            "mcpServers",
            "name",
            "headersFrom",
            "name",
            "contactPoints",
            "name",
            "exporters",
            "name",
            "tools",
            "");

    private static final Map<String, String> DESCRIPTIONS = Map.of(
            "Agent",
                    "Agent is an AI agent: a model with instructions, tools and sub-agents that takes turns from a queue or over HTTP.",
            "SubAgent", "SubAgent is an agent that other agents delegate tasks to.",
            "McpServer",
                    "McpServer is a server of the Model Context Protocol whose tools agents call: deployed by the operator, or running elsewhere.",
            "ObservabilityStack",
                    "ObservabilityStack is a collector, a Prometheus, an Alertmanager and dashboards for the agents of one or more namespaces.");

    private CrdYaml() {}

    /** The page of the reference that describes every kind, in the order in which people meet them. */
    static String referencePage() {
        var serialization = new KubernetesSerialization();
        var definitions = generate();
        return ApiReference.render(KINDS.stream()
                .map(kind -> definitions.get(HasMetadata.getFullResourceName(kind) + ".yaml"))
                .map(yaml -> serialization.unmarshal(yaml, CustomResourceDefinition.class))
                .toList());
    }

    /** YAML of every kind's definition by file name. */
    static Map<String, String> generate() {
        var outputs = new TreeMap<String, ByteArrayOutputStream>();
        var serialization = new KubernetesSerialization();
        new CRDGenerator()
                .customResourceClasses(KINDS)
                // Unquoted, the words True and False would be booleans to YAML 1.1, which kubectl reads.
                .withMinQuotes(false)
                .withPostProcessor(new CRDPostProcessor() {
                    @Override
                    public HasMetadata process(HasMetadata crd, String version) {
                        return complete((CustomResourceDefinition) crd);
                    }
                })
                .withOutput(new MemoryOutput(outputs))
                .generate();
        var yaml = new TreeMap<String, String>();
        outputs.forEach((name, content) -> {
            var crd = serialization.unmarshal(content.toString(StandardCharsets.UTF_8), CustomResourceDefinition.class);
            yaml.put(crd.getMetadata().getName() + ".yaml", content.toString(StandardCharsets.UTF_8));
        });
        return yaml;
    }

    private static CustomResourceDefinition complete(CustomResourceDefinition crd) {
        crd.getSpec().getNames().setCategories(List.of(Vivarium.CATEGORY));
        var columns = columnOrder(crd.getSpec().getNames().getKind());
        for (var version : crd.getSpec().getVersions()) {
            version.getAdditionalPrinterColumns()
                    .sort(Comparator.comparing(column -> columns.indexOf(column.getName())));
            var schema = version.getSchema().getOpenAPIV3Schema();
            schema.setDescription(DESCRIPTIONS.get(crd.getSpec().getNames().getKind()));
            schema.setRequired(List.of("spec"));
            schema.getProperties().get("spec").setDescription("Desired state.");
            schema.getProperties().get("status").setDescription("Observed state, written by the operator.");
            complete(schema);
        }
        return crd;
    }

    /** The generator sorts columns by path; people read them in the order in which the annotations stand. */
    private static List<String> columnOrder(String kind) {
        var type = KINDS.stream()
                .filter(candidate -> HasMetadata.getKind(candidate).equals(kind))
                .findFirst()
                .orElseThrow();
        return Arrays.stream(type.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList();
    }

    private static void complete(JSONSchemaProps schema) {
        if (schema.getProperties() == null) {
            return;
        }
        schema.getProperties().forEach((name, property) -> {
            if ("array".equals(property.getType())) {
                completeList(name, property);
            } else if (Boolean.TRUE.equals(property.getXKubernetesPreserveUnknownFields())) {
                // A schema of the values would have the API server drop what is inside them.
                property.setAdditionalProperties(null);
            } else if (property.getAdditionalProperties() != null) {
                completeMap(property);
            }
            complete(property);
        });
    }

    private static void completeList(String name, JSONSchemaProps list) {
        var items = list.getItems() == null ? null : list.getItems().getSchema();
        if (items == null) {
            return;
        }
        var key = LIST_MAP_KEYS.getOrDefault(name, "");
        if (!key.isEmpty()
                && "object".equals(items.getType())
                && items.getProperties().containsKey(key)) {
            list.setXKubernetesListType("map");
            list.setXKubernetesListMapKeys(List.of(key));
            if (items.getRequired() == null || !items.getRequired().contains(key)) {
                var required = new ArrayList<>(items.getRequired() == null ? List.<String>of() : items.getRequired());
                required.add(key);
                items.setRequired(required);
            }
        }
        if ("string".equals(items.getType())) {
            list.setXKubernetesListType("set");
            if (items.getMaxLength() == null) {
                items.setMaxLength(1024L);
            }
        }
        complete(items);
    }

    private static void completeMap(JSONSchemaProps map) {
        if (map.getMaxProperties() == null) {
            map.setMaxProperties(64L);
        }
        var values = map.getAdditionalProperties().getSchema();
        if (values != null && "string".equals(values.getType()) && values.getMaxLength() == null) {
            values.setMaxLength(1024L);
        }
        if (values != null && Boolean.TRUE.equals(values.getXKubernetesIntOrString())) {
            values.setMaxLength(32L);
        }
        if (values != null) {
            complete(values);
        }
    }

    private static final class MemoryOutput extends CRDGenerator.AbstractCRDOutput<ByteArrayOutputStream> {
        private final Map<String, ByteArrayOutputStream> outputs;

        private MemoryOutput(Map<String, ByteArrayOutputStream> outputs) {
            this.outputs = outputs;
        }

        @Override
        protected ByteArrayOutputStream createStreamFor(String crdName) throws IOException {
            var stream = new ByteArrayOutputStream();
            outputs.put(crdName, stream);
            return stream;
        }
    }
}
