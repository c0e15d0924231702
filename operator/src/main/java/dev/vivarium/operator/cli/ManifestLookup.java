package dev.vivarium.operator.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.ResourceLookup;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What manifests hold, as if they were in a cluster. Secrets are seldom among manifests: those that are referred to and missing are assumed to exist, with
 * stand-ins for their values, and so is every namespace.
 */
final class ManifestLookup implements ResourceLookup {
    /** A value that every use of a Secret takes as well-formed. */
    private static final String STAND_IN = "amqp://stand-in";

    /** The same for certificates and their keys, which are asked for in fields of these names. */
    private static final Map<String, String> PEM_STAND_INS = Map.of(
            "caSecretRef", pem("CERTIFICATE"), "certSecretRef", pem("CERTIFICATE"), "keySecretRef", pem("PRIVATE KEY"));

    private final List<HasMetadata> resources;
    private final Map<NamespacedName, Secret> assumed = new TreeMap<>();

    ManifestLookup(List<HasMetadata> resources) {
        this.resources = List.copyOf(resources);
        assumeSecrets();
    }

    /** Secrets that are referred to and not among the manifests. */
    List<NamespacedName> assumedSecrets() {
        return List.copyOf(assumed.keySet());
    }

    @Override
    public <T extends HasMetadata> Optional<T> find(Class<T> type, String namespace, String name) {
        var found = list(type).stream()
                .filter(resource -> name.equals(resource.getMetadata().getName())
                        && (type == Namespace.class
                                || Objects.equals(
                                        namespace, resource.getMetadata().getNamespace())))
                .findFirst();
        if (found.isPresent()) {
            return found;
        }
        if (type == Secret.class && namespace != null) {
            return Optional.ofNullable(assumed.get(new NamespacedName(namespace, name)))
                    .map(type::cast);
        }
        if (type == Namespace.class) {
            return Optional.of(type.cast(new NamespaceBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .endMetadata()
                    .build()));
        }
        return Optional.empty();
    }

    @Override
    public <T extends HasMetadata> List<T> list(Class<T> type) {
        return resources.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private void assumeSecrets() {
        var keys = new HashMap<String, TreeMap<String, String>>();
        var namespaces = new TreeSet<String>();
        var mapper = new ObjectMapper();
        for (var resource : resources) {
            if (resource.getApiVersion().startsWith("vivarium.dev/")) {
                namespaces.add(resource.getMetadata().getNamespace());
                collect(mapper.valueToTree(resource), keys);
            }
        }
        // The Secret of a stack's broker is looked for in the namespaces of the agents.
        for (var namespace : namespaces) {
            keys.forEach((name, names) -> {
                if (find(Secret.class, namespace, name).isEmpty()) {
                    assumed.put(new NamespacedName(namespace, name), secret(namespace, name, names));
                }
            });
        }
    }

    private static void collect(JsonNode node, Map<String, TreeMap<String, String>> keys) {
        node.properties().forEach(field -> {
            var value = field.getValue();
            if (field.getKey().toLowerCase(java.util.Locale.ROOT).contains("secret")
                    && value.path("name").isTextual()
                    && value.path("key").isTextual()) {
                keys.computeIfAbsent(value.path("name").asText(), ignored -> new TreeMap<>())
                        .put(value.path("key").asText(), PEM_STAND_INS.getOrDefault(field.getKey(), STAND_IN));
            }
        });
        node.forEach(child -> collect(child, keys));
    }

    private static Secret secret(String namespace, String name, Map<String, String> data) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withStringData(new TreeMap<>(data))
                .build();
    }

    private static String pem(String type) {
        return "-----BEGIN " + type + "-----\nstand-in\n-----END " + type + "-----\n";
    }
}
