package dev.vivarium.operator.testkit;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.operator.resolve.ResourceLookup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The resources of a file of manifests, as if they were in a cluster. */
public record Manifests(List<HasMetadata> resources) implements ResourceLookup {
    public Manifests {
        resources = List.copyOf(resources);
    }

    public static Manifests parse(String yaml) {
        var serialization = new KubernetesSerialization();
        List.of(Agent.class, SubAgent.class, McpServer.class, ObservabilityStack.class)
                .forEach(serialization::registerKubernetesResource);
        var parsed = serialization.<Object>unmarshal(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
        var resources = new ArrayList<HasMetadata>();
        for (var resource : parsed instanceof Collection<?> many ? many : List.of(parsed)) {
            resources.add((HasMetadata) resource);
        }
        return new Manifests(resources);
    }

    public <T extends HasMetadata> T only(Class<T> type) {
        return list(type).getFirst();
    }

    public Manifests with(HasMetadata resource) {
        var all = new ArrayList<>(resources);
        all.add(resource);
        return new Manifests(all);
    }

    @Override
    public <T extends HasMetadata> Optional<T> find(Class<T> type, String namespace, String name) {
        return list(type).stream()
                .filter(resource ->
                        Objects.equals(namespace, resource.getMetadata().getNamespace())
                                && name.equals(resource.getMetadata().getName()))
                .findFirst();
    }

    @Override
    public <T extends HasMetadata> List<T> list(Class<T> type) {
        return resources.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
