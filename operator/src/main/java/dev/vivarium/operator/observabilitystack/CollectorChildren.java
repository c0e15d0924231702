package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.CollectorMode;
import dev.vivarium.api.v1alpha1.HeaderFrom;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.SecretKeyRef;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
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
    private static final String CONFIG_FILE = "collector.yaml";
    private static final String CONFIG_DIRECTORY = "/etc/otelcol";

    /** Of the memory limit, for Go's collector of garbage: below what the memory limiter refuses data at. */
    private static final BigDecimal GO_MEMORY_SHARE = new BigDecimal("0.7");

    private final StackInput input;
    private final StackObjects objects;

    CollectorChildren(StackInput input) {
        this.input = input;
        this.objects = new StackObjects(input);
    }

    List<HasMetadata> render() {
        var spec = input.spec().collector();
        if (spec.mode() != CollectorMode.MANAGED) {
            return List.of();
        }
        var config = new CollectorConfig(spec).render();
        return List.of(
                objects.serviceAccount(Component.COLLECTOR),
                objects.configMap(Component.COLLECTOR, Map.of(CONFIG_FILE, config)),
                objects.claim(Component.COLLECTOR, spec.storage().size(), spec.storage()),
                objects.service(
                        Component.COLLECTOR,
                        StackObjects.port("otlp-http", CollectorConfig.OTLP_HTTP_PORT, "otlp-http"),
                        StackObjects.port("otlp-grpc", CollectorConfig.OTLP_GRPC_PORT, "otlp-grpc"),
                        StackObjects.port("metrics", CollectorConfig.METRICS_PORT, "metrics")),
                objects.statefulSet(Component.COLLECTOR, template(config)));
    }

    /** What the headers of the back ends come from. */
    static List<SecretKeyRef> secretRefs(StackInput input) {
        return input.spec().collector().exporters().stream()
                .flatMap(exporter -> exporter.headersFrom().stream())
                .map(HeaderFrom::secretKeyRef)
                .toList();
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
                        Pods.mount("data", CollectorConfig.STORAGE_DIRECTORY, false))
                .build();
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(objects.podLabels(Component.COLLECTOR))
                .withAnnotations(Map.of(
                        Labels.CONFIG_HASH,
                        ConfigHash.of(List.of(config, input.secrets().hash(secretRefs(input))))))
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(Component.COLLECTOR.childName(input.name()))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withSecurityContext(Pods.security(Component.COLLECTOR))
                .withContainers(container)
                .withVolumes(
                        Pods.projected(
                                "config", List.of(Pods.configMap(Component.COLLECTOR.childName(input.name()), false))),
                        Pods.claim("data", objects.claimName(Component.COLLECTOR)))
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
        var exporters = input.spec().collector().exporters();
        for (var i = 0; i < exporters.size(); i++) {
            var headers = exporters.get(i).headersFrom();
            for (var j = 0; j < headers.size(); j++) {
                variables.add(secret(
                        CollectorConfig.headerVariable(i, j), headers.get(j).secretKeyRef()));
            }
        }
        return variables;
    }

    /** Optional, since a back end without its credential must not keep the metrics from Prometheus; the stack's condition tells what is missing. */
    private static EnvVar secret(String variable, SecretKeyRef reference) {
        return new EnvVarBuilder()
                .withName(variable)
                .withNewValueFrom()
                .withNewSecretKeyRef()
                .withName(reference.name())
                .withKey(reference.key())
                .withOptional(true)
                .endSecretKeyRef()
                .endValueFrom()
                .build();
    }
}
