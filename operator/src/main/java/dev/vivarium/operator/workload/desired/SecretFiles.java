package dev.vivarium.operator.workload.desired;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.api.v1alpha1.SecretKeyRef;
import dev.vivarium.operator.resolve.WorkloadResolution;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Where an agent finds each secret: one projected volume, one file for each value. */
final class SecretFiles {
    static final String VOLUME = "secrets";

    private static final String BROKER_URL = "broker/url";

    /** Read by the owner's group, which the pod runs as. */
    private static final int MODE = 0440;

    private final Map<String, SecretKeyRef> byPath = new TreeMap<>();

    SecretFiles(WorkloadResolution resolution) {
        resolution.modelKeys().forEach((field, secret) -> byPath.put(modelKeyPath(field), secret.reference()));
        resolution.brokerUrl().ifPresent(secret -> byPath.put(BROKER_URL, secret.reference()));
        for (var server : resolution.mcpServers()) {
            server.headers()
                    .forEach((header, secret) -> byPath.put(
                            headerPath(server.server().getMetadata().getName(), header), secret.reference()));
        }
    }

    /** @param field of the model, below {@code spec} */
    static String modelKey(String field) {
        return file(modelKeyPath(field));
    }

    static String brokerUrl() {
        return file(BROKER_URL);
    }

    static String header(String server, String header) {
        return file(headerPath(server, header));
    }

    /** Empty when the agent needs no secret. */
    Optional<Volume> volume() {
        if (byPath.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new VolumeBuilder()
                .withName(VOLUME)
                .withNewProjected()
                .withDefaultMode(MODE)
                .withSources(sources())
                .endProjected()
                .build());
    }

    private List<VolumeProjection> sources() {
        return byPath.entrySet().stream()
                .map(file -> new VolumeProjectionBuilder()
                        .withNewSecret()
                        .withName(file.getValue().name())
                        .addNewItem()
                        .withKey(file.getValue().key())
                        .withPath(file.getKey())
                        .endItem()
                        .endSecret()
                        .build())
                .toList();
    }

    /** {@code model.fallbacks[0]} becomes {@code model/fallbacks/0/api-key}. */
    private static String modelKeyPath(String field) {
        return field.replace('[', '/').replace("]", "").replace('.', '/') + "/api-key";
    }

    private static String headerPath(String server, String header) {
        return "mcp/" + server + "/" + header.toLowerCase(Locale.ROOT);
    }

    private static String file(String path) {
        return AgentConfiguration.SECRETS_DIRECTORY + "/" + path;
    }
}
