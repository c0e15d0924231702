package dev.vivarium.operator.alerting;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.operator.observabilitystack.ServedResources;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.ResourceLookup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ExampleRulesTest {
    private static final String NAMESPACE = "rockbot";

    @Test
    void theCommittedRulesAreThoseOfTheExample() throws IOException {
        var stack = read("stack.yaml", ObservabilityStack.class).getFirst();
        var id = NamespacedName.of(stack);
        var resources = new ArrayList<HasMetadata>(List.of(stack));
        resources.addAll(read("agents.yaml", Agent.class));
        resources.addAll(read("agents.yaml", SubAgent.class));
        var served = ServedResources.of(id, new Fixed(resources), Optional.empty());
        CommittedFiles.assertCurrent(
                CommittedFiles.ROOT.resolve("config/prometheus/rules"),
                AlertRules.render(new AlertingInput(
                        id,
                        stack.getSpec().alertDefaults(),
                        served.targets(),
                        Optional.ofNullable(stack.getSpec().grafana().url()),
                        "https://vivarium.dev/runbooks",
                        Duration.ofSeconds(5))));
    }

    private static <T extends HasMetadata> List<T> read(String file, Class<T> type) throws IOException {
        var documents = Files.readString(
                        CommittedFiles.ROOT.resolve("examples/rockbot/base").resolve(file))
                .split("(?m)^---$");
        var resources = new ArrayList<T>();
        for (var document : documents) {
            if (document.contains("\nkind: " + type.getSimpleName() + "\n")) {
                var resource = Serialization.unmarshal(document, type);
                resource.getMetadata().setNamespace(NAMESPACE);
                resources.add(resource);
            }
        }
        return resources;
    }

    private record Fixed(List<HasMetadata> resources) implements ResourceLookup {
        @Override
        public <T extends HasMetadata> Optional<T> find(Class<T> type, String namespace, String name) {
            return list(type, namespace).stream()
                    .filter(resource -> name.equals(resource.getMetadata().getName()))
                    .findFirst();
        }

        @Override
        public <T extends HasMetadata> List<T> list(Class<T> type) {
            return resources.stream().filter(type::isInstance).map(type::cast).toList();
        }
    }
}
