package dev.vivarium.operator.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.api.v1alpha1.Vivarium;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.model.annotation.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads manifests from files, directories and standard input. Of a directory with a {@code kustomization.yaml} its resources are read and its namespace is
 * set; what else it asks for is not done, and said so.
 */
final class ManifestReader {
    private static final String KUSTOMIZATION = "kustomization.yaml";
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Map<String, Class<? extends HasMetadata>> KINDS = Map.of(
            "Agent", Agent.class,
            "SubAgent", SubAgent.class,
            "McpServer", McpServer.class,
            "ObservabilityStack", ObservabilityStack.class);

    private static final Map<String, Class<? extends HasMetadata>> REFERRED_TO =
            Map.of("Secret", Secret.class, "ConfigMap", ConfigMap.class, "Namespace", Namespace.class);

    private final YAMLMapper yaml = new YAMLMapper();
    /** Strict, as the API server is with {@code kubectl apply}. */
    private final ObjectMapper strict = new ObjectMapper();

    private final KubernetesSerialization lenient = new KubernetesSerialization();
    private final String defaultNamespace;
    private final Map<Class<? extends HasMetadata>, DefinitionSchema> schemas = new HashMap<>();
    private final List<HasMetadata> resources = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** @param defaultNamespace of manifests that name none */
    ManifestReader(String defaultNamespace) {
        this.defaultNamespace = defaultNamespace;
    }

    /** Everything that was read. */
    List<HasMetadata> resources() {
        return List.copyOf(resources);
    }

    /** What the user should know of how files were read. */
    List<String> notes() {
        return List.copyOf(notes);
    }

    /** @throws ManifestException when a document is not a manifest, or has a field that its kind does not have */
    void readStandardInput(InputStream input) {
        try {
            read("standard input", new String(input.readAllBytes(), StandardCharsets.UTF_8), null);
        } catch (IOException e) {
            throw new ManifestException("standard input: " + e.getMessage());
        }
    }

    /** @throws ManifestException when a document is not a manifest, or has a field that its kind does not have */
    void readPath(Path path) {
        readPath(path, null);
    }

    private void readPath(Path path, String namespace) {
        try {
            if (!Files.isDirectory(path)) {
                read(path.toString(), Files.readString(path), namespace);
            } else if (Files.exists(path.resolve(KUSTOMIZATION))) {
                readKustomization(path, namespace);
            } else {
                try (var files = Files.walk(path)) {
                    files.filter(file -> file.toString().matches(".*\\.ya?ml"))
                            .sorted()
                            .forEach(file -> readPath(file, namespace));
                }
            }
        } catch (IOException e) {
            throw new ManifestException(path + ": cannot be read");
        }
    }

    private void readKustomization(Path directory, String outerNamespace) throws IOException {
        var file = directory.resolve(KUSTOMIZATION);
        var kustomization = yaml.readTree(Files.readString(file));
        kustomization.fieldNames().forEachRemaining(field -> {
            if (!List.of("apiVersion", "kind", "resources", "namespace", "metadata")
                    .contains(field)) {
                notes.add(file + ": " + field
                        + " is not followed; pipe the output of `kubectl kustomize` into `render -` for that");
            }
        });
        var own = kustomization.path("namespace").asText(null);
        for (var resource : kustomization.path("resources")) {
            readPath(directory.resolve(resource.asText()).normalize(), outerNamespace != null ? outerNamespace : own);
        }
    }

    private void read(String source, String text, String namespace) {
        try (var documents = yaml.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            var number = 0;
            while (documents.hasNextValue()) {
                number++;
                var document = documents.nextValue();
                if (document.isObject()) {
                    add(source + (number > 1 ? " (document " + number + ")" : ""), (ObjectNode) document, namespace);
                } else if (!document.isNull() && !document.isMissingNode()) {
                    throw new ManifestException(source + ": a manifest is an object with apiVersion and kind");
                }
            }
        } catch (JsonProcessingException e) {
            throw new ManifestException(source + line(e) + ": not YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new ManifestException(source + ": " + e.getMessage());
        }
    }

    private void add(String source, ObjectNode document, String namespace) {
        if ("List".equals(document.path("kind").asText())) {
            for (var item : document.path("items")) {
                if (!item.isObject()) {
                    throw new ManifestException(source + ": a manifest is an object with apiVersion and kind");
                }
                add(source, (ObjectNode) item, namespace);
            }
            return;
        }
        var kind = document.path("kind").asText("");
        var name = document.path("metadata").path("name").asText("");
        if (kind.isEmpty()
                || name.isEmpty()
                || document.path("apiVersion").asText("").isEmpty()) {
            throw new ManifestException(source + ": apiVersion, kind or metadata.name is missing");
        }
        if (!document.path("kind").isTextual() || !document.path("apiVersion").isTextual()) {
            throw new ManifestException(source + ": apiVersion and kind must be text");
        }
        var metadata = (ObjectNode) document.get("metadata");
        if (namespace != null) {
            metadata.put("namespace", namespace);
        } else if (!metadata.has("namespace")) {
            metadata.put("namespace", defaultNamespace);
        }
        if (document.path("apiVersion").asText().startsWith(Vivarium.GROUP + "/")) {
            resources.add(custom(source, kind, name, document));
        } else {
            foreign(source, kind, name, document).ifPresent(resources::add);
        }
    }

    /** What specs can refer to; empty for anything else, which plays no part. */
    private Optional<HasMetadata> foreign(String source, String kind, String name, ObjectNode document) {
        if (!document.path("apiVersion").asText().equals("v1") || !REFERRED_TO.containsKey(kind)) {
            return Optional.empty();
        }
        try {
            return Optional.of(lenient.convertValue(document, REFERRED_TO.get(kind)));
        } catch (IllegalArgumentException e) {
            throw new ManifestException(source + ": " + kind + " " + name + ": " + e.getMessage());
        }
    }

    private static String version(ObjectNode document) {
        return document.path("apiVersion").asText().substring(Vivarium.GROUP.length() + 1);
    }

    private static String line(JsonProcessingException e) {
        return e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
    }

    private HasMetadata custom(String source, String kind, String name, ObjectNode document) {
        var type = KINDS.get(kind);
        var what = source + ": " + kind + " " + name + ": ";
        if (type == null) {
            throw new ManifestException(
                    source + ": " + document.path("apiVersion").asText() + " has no kind " + kind);
        }
        if (!type.getAnnotation(Version.class).value().equals(version(document))) {
            throw new ManifestException(
                    source + ": " + document.path("apiVersion").asText() + " is not a version of this API");
        }
        if (name.length() > Vivarium.MAX_NAME_LENGTH || !NAME.matcher(name).matches()) {
            throw new ManifestException(
                    what + "metadata.name must be a DNS label of at most " + Vivarium.MAX_NAME_LENGTH + " characters");
        }
        var problems = schemas.computeIfAbsent(type, DefinitionSchema::of).problems(document);
        if (!problems.isEmpty()) {
            throw new ManifestException(problems.stream().map(what::concat).collect(Collectors.joining("\n")));
        }
        try {
            return strict.treeToValue(document, type);
        } catch (JsonMappingException e) {
            var path = new StringBuilder();
            for (var part : e.getPath()) {
                path.append(part.getFieldName() == null ? "[" + part.getIndex() + "]" : "." + part.getFieldName());
            }
            var problem = e instanceof com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException
                    ? "there is no such field"
                    : e.getOriginalMessage();
            throw new ManifestException(what + (path.isEmpty() ? "" : path.substring(1) + ": ") + problem);
        } catch (JsonProcessingException e) {
            throw new ManifestException(what + e.getOriginalMessage());
        }
    }
}
