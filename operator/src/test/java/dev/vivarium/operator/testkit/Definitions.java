package dev.vivarium.operator.testkit;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionNames;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.awaitility.Awaitility;

/** The definitions of another operator's kinds, as it publishes them. */
public record Definitions(List<CustomResourceDefinition> definitions) {
    private static final Path TESTBED = Path.of(System.getProperty("vivarium.root"), "testbed", "bin", "testbed");

    /** Those that the testbed knows by that name. */
    public static Definitions of(String operator, KubernetesClient client) throws IOException, InterruptedException {
        var process = new ProcessBuilder(TESTBED.toString(), "definitions", operator)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            throw new IllegalStateException("testbed definitions " + operator + " failed; see above");
        }
        try (var files = Files.list(Path.of(output))) {
            return new Definitions(
                    files.sorted().map(file -> read(client, file)).toList());
        }
    }

    static CustomResourceDefinition read(KubernetesClient client, Path file) {
        try {
            return client.getKubernetesSerialization()
                    .unmarshal(Files.readString(file), CustomResourceDefinition.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes the API server serve the kinds. */
    public void install(KubernetesClient client) {
        definitions.forEach(
                definition -> client.resource(definition).forceConflicts().serverSideApply());
        Awaitility.await("the API of every kind")
                .atMost(Sandbox.SOON)
                .until(() -> definitions.stream()
                        .allMatch(definition ->
                                isEstablished(client.resource(definition).get()) && isServed(client, definition)));
    }

    /** Takes the kinds away, and with them every object of theirs. */
    public void uninstall(KubernetesClient client) {
        definitions.forEach(definition -> client.resource(definition).delete());
        Awaitility.await("the end of the kinds")
                .atMost(Sandbox.SOON)
                .until(() -> definitions.stream()
                        .allMatch(definition -> client.resource(definition).get() == null));
    }

    /** Which is a moment later than that its status says so. */
    private static boolean isServed(KubernetesClient client, CustomResourceDefinition definition) {
        var spec = definition.getSpec();
        return spec.getVersions().stream()
                .filter(CustomResourceDefinitionVersion::getServed)
                .map(version -> spec.getGroup() + "/" + version.getName())
                .allMatch(apiVersion -> isServed(client, apiVersion, spec.getNames()));
    }

    private static boolean isServed(KubernetesClient client, String apiVersion, CustomResourceDefinitionNames names) {
        var resources = client.getApiResources(apiVersion);
        if (resources == null
                || resources.getResources().stream()
                        .noneMatch(resource -> resource.getName().equals(names.getPlural()))) {
            return false;
        }
        try {
            client.genericKubernetesResources(apiVersion, names.getKind())
                    .inAnyNamespace()
                    .list(new ListOptionsBuilder().withLimit(1L).build());
            return true;
        } catch (KubernetesClientException e) {
            return false;
        }
    }

    private static boolean isEstablished(CustomResourceDefinition definition) {
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }
}
