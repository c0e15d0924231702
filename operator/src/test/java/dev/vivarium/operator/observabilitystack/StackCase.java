package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.AlertEvaluator;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.Severity;
import dev.vivarium.operator.alerting.GrafanaAlert;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.settings.Images;
import dev.vivarium.operator.settings.OperatorSettings;
import dev.vivarium.operator.settings.WatchedNamespaces;
import dev.vivarium.operator.testkit.Manifests;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A directory of golden files: manifests that hold one stack, and the children that it gives. */
record StackCase(Path directory) {
    private static final Path ROOT = Path.of(
            System.getProperty("vivarium.root"),
            "operator",
            "src",
            "test",
            "resources",
            "golden",
            "observabilitystack");

    static final OperatorSettings SETTINGS = new OperatorSettings(
            new Images("runtime:1", "collector:1", "prometheus:1", "alertmanager:1", "grafana:1"),
            Optional.empty(),
            "https://runbooks.example");

    static final WatchedNamespaces EVERYWHERE = new WatchedNamespaces(Set.of());

    /** Small stand-ins, so that these files tell of the stack and not of alerts and panels, which have golden files of their own. */
    static final SortedMap<String, String> RULES = new TreeMap<>(Map.of(
            "costs.yaml",
            "groups:\n- name: costs\n  rules:\n  - alert: TooMuch\n    expr: vivarium_llm_cost_usd_total > 1\n",
            "queues.yaml",
            "groups:\n- name: queues\n  rules:\n  - record: a:b:c\n    expr: vector(1)\n"));

    private static final GrafanaAlert ALERT = new GrafanaAlert(
            "tooMuch",
            "costs",
            "TooMuch",
            "",
            "vivarium_llm_cost_usd_total > on (vivarium_name) vivarium_stack:alert_threshold",
            Optional.of("vivarium_stack:alert_threshold"),
            Duration.ofMinutes(5),
            Severity.WARNING,
            new TreeMap<>(Map.of("severity", "warning", "namespace", "{{ .Labels.k8s_namespace_name }}")),
            new TreeMap<>(Map.of("summary", "spends {{ .Values.A.Value }}")),
            Optional.of(101),
            true);

    static final SortedMap<String, String> DASHBOARDS =
            new TreeMap<>(Map.of("llm-economics.json", "{\"uid\": \"economics\", \"title\": \"LLM Economics\"}\n"));

    /** A stand-in likewise, where Grafana evaluates the rules. */
    private static List<GrafanaAlert> alerts(ObservabilityStack stack) {
        return stack.getSpec().alerting().evaluator() == AlertEvaluator.GRAFANA ? List.of(ALERT) : List.of();
    }

    static List<StackCase> all() {
        try (Stream<Path> directories = Files.list(ROOT)) {
            return directories.sorted().map(StackCase::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static StackCase named(String name) {
        return new StackCase(ROOT.resolve(name));
    }

    String name() {
        return directory.getFileName().toString();
    }

    Path expected() {
        return directory.resolve("children.yaml");
    }

    Manifests manifests() {
        try {
            return Manifests.parse(Files.readString(directory.resolve("input.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    StackInput input() {
        return input(manifests());
    }

    static StackInput input(Manifests manifests) {
        var stack = manifests.only(ObservabilityStack.class);
        var id = NamespacedName.of(stack);
        var served = ServedResources.of(id, manifests, SETTINGS.defaultStack());
        return new StackInput(stack, served, manifests, SETTINGS, EVERYWHERE, RULES, alerts(stack), DASHBOARDS);
    }

    StackChildren children() {
        return StackChildren.of(input(), () -> "generated");
    }

    /** The only file of the ConfigMap, or of the Secret, of that name. */
    Optional<String> file(String name) {
        return files(name).map(files -> files.values().iterator().next()).or(() -> secretFile(name));
    }

    private Optional<String> secretFile(String name) {
        return children().objects().stream()
                .filter(Secret.class::isInstance)
                .map(Secret.class::cast)
                .filter(secret -> secret.getMetadata().getName().equals(name))
                .map(secret -> secret.getData().values().iterator().next())
                .map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))
                .findFirst();
    }

    Optional<Map<String, String>> files(String configMap) {
        return children().objects().stream()
                .filter(ConfigMap.class::isInstance)
                .map(ConfigMap.class::cast)
                .filter(map -> map.getMetadata().getName().equals(configMap))
                .map(ConfigMap::getData)
                .findFirst();
    }

    <T extends HasMetadata> T child(Class<T> type, String name) {
        return children().objects().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(child -> child.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return name();
    }
}
