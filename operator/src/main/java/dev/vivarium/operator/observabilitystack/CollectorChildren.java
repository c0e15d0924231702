package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.CollectorMode;
import dev.vivarium.api.v1alpha1.Labels;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The collector of a stack: one pod that takes OTLP and offers metrics to Prometheus, with a volume for the queues of its back ends. */
final class CollectorChildren {
    static final String CONFIG_FILE = "collector.yaml";
    private static final String CONFIG_DIRECTORY = "/etc/otelcol";

    /** Of the memory limit, for Go's collector of garbage: below what the memory limiter refuses data at. */
    private static final BigDecimal GO_MEMORY_SHARE = new BigDecimal("0.7");

    private final StackInput input;
    private final StackObjects objects;
    private final BackEnds backEnds;
    private final BackEndFiles files;

    CollectorChildren(StackInput input) {
        this.input = input;
        this.objects = new StackObjects(input);
        this.backEnds = new BackEnds(input);
        this.files = new BackEndFiles(backEnds.usable());
    }

    /**
     * What the collector consists of.
     *
     * @param kept those that exist and are to be left as they are
     */
    record Children(List<HasMetadata> objects, List<HasMetadata> kept) {}

    Children render() {
        var spec = input.spec().collector();
        if (spec.mode() != CollectorMode.MANAGED) {
            return new Children(List.of(), List.of());
        }
        var children = new ArrayList<HasMetadata>(List.of(
                objects.serviceAccount(Component.COLLECTOR),
                objects.claim(Component.COLLECTOR, spec.storage().size(), spec.storage()),
                objects.service(
                        Component.COLLECTOR,
                        StackObjects.port("otlp-http", CollectorConfig.OTLP_HTTP_PORT, "otlp-http"),
                        StackObjects.port("otlp-grpc", CollectorConfig.OTLP_GRPC_PORT, "otlp-grpc"),
                        StackObjects.port("metrics", CollectorConfig.METRICS_PORT, "metrics"))));
        var kept = new KeptCollector(input).objects(backEnds.unusable());
        if (kept.isEmpty()) {
            var config = new CollectorConfig(new BackEndConfig(backEnds.usable(), spec.storage())).render();
            children.add(1, objects.configMap(Component.COLLECTOR, Map.of(CONFIG_FILE, config)));
            children.add(objects.statefulSet(Component.COLLECTOR, template(config)));
        }
        return new Children(children, kept);
    }

    private PodTemplateSpec template(String config) {
        var spec = input.spec().collector();
        var resources =
                Pods.resources(spec.resources(), Map.of("cpu", "50m", "memory", "128Mi"), Map.of("memory", "512Mi"));
        var container = Pods.container(
                        Component.COLLECTOR,
                        Optional.ofNullable(spec.image())
                                .orElse(input.settings().images().collector()),
                        resources)
                .withArgs("--config=" + CONFIG_DIRECTORY + "/" + CONFIG_FILE)
                .withEnv(environment(resources))
                .withPorts(
                        Pods.port("otlp-http", CollectorConfig.OTLP_HTTP_PORT),
                        Pods.port("otlp-grpc", CollectorConfig.OTLP_GRPC_PORT),
                        Pods.port(Labels.METRICS_PORT, CollectorConfig.METRICS_PORT),
                        Pods.port(Labels.METRICS_PORT + "-self", CollectorConfig.OWN_METRICS_PORT),
                        Pods.port("health", CollectorConfig.HEALTH_PORT))
                .withStartupProbe(Pods.probe("/", "health", 2, 60))
                .withReadinessProbe(Pods.probe("/", "health", 5, 3))
                .withLivenessProbe(Pods.probe("/", "health", 10, 6))
                .withVolumeMounts(
                        Pods.mount("config", CONFIG_DIRECTORY, true),
                        Pods.mount("data", CollectorConfig.STORAGE_DIRECTORY, false));
        var volumes = new ArrayList<>(List.of(
                Pods.projected("config", List.of(Pods.configMap(Component.COLLECTOR.childName(input.name()), false))),
                Pods.claim("data", objects.claimName(Component.COLLECTOR))));
        var certificates = files.projections();
        if (!certificates.isEmpty()) {
            container.addToVolumeMounts(Pods.mount("tls", BackEndConfig.TLS_DIRECTORY, true));
            volumes.add(Pods.projected("tls", certificates));
        }
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(objects.podLabels(Component.COLLECTOR))
                .withAnnotations(Map.of(Labels.CONFIG_HASH, ConfigHash.of(List.of(config, backEnds.hash()))))
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(Component.COLLECTOR.childName(input.name()))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withSecurityContext(Pods.security(Component.COLLECTOR))
                .withContainers(container.build())
                .withVolumes(volumes)
                .endSpec()
                .build();
    }

    private List<EnvVar> environment(ResourceRequirements resources) {
        var variables = new ArrayList<EnvVar>();
        Optional.ofNullable(resources.getLimits())
                .map(limits -> limits.get("memory"))
                .map(Quantity::getAmountInBytes)
                .map(bytes -> bytes.multiply(GO_MEMORY_SHARE).setScale(0, RoundingMode.DOWN))
                .ifPresent(bytes -> variables.add(Pods.env("GOMEMLIMIT", bytes.toPlainString())));
        variables.addAll(files.variables());
        return variables;
    }
}
