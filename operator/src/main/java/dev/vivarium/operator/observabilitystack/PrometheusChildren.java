package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.HeaderFrom;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.PrometheusMode;
import dev.vivarium.api.v1alpha1.SecretKeyRef;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The Prometheus of a stack. Its configuration and rules are mounted as directories and read again when they change; the pod is replaced only when
 * something else changes. The rules exist in mode External too, for whoever runs that Prometheus to mount.
 */
final class PrometheusChildren {
    private static final String CONFIG_FILE = "prometheus.yml";
    private static final String CONFIG_DIRECTORY = "/etc/prometheus/config";
    private static final String RULES_DIRECTORY = "/etc/prometheus/rules";
    private static final String DATA_DIRECTORY = "/prometheus";

    /** Seconds that writing out what is in memory may take. */
    private static final long TERMINATION_SECONDS = 300;

    private final StackInput input;
    private final StackObjects objects;

    PrometheusChildren(StackInput input) {
        this.input = input;
        this.objects = new StackObjects(input);
    }

    List<HasMetadata> render(RuleShards shards) {
        var children = new ArrayList<HasMetadata>(rules(shards));
        var spec = input.spec().prometheus();
        if (spec.mode() != PrometheusMode.MANAGED) {
            return children;
        }
        children.add(objects.serviceAccount(Component.PROMETHEUS));
        children.addAll(new DiscoveryAccess(input).render());
        children.add(
                objects.configMap(Component.PROMETHEUS, Map.of(CONFIG_FILE, new PrometheusConfig(input).render())));
        children.add(objects.claim(Component.PROMETHEUS, spec.storage().size(), spec.storage()));
        children.add(objects.service(
                Component.PROMETHEUS, StackObjects.port("http", Endpoints.PROMETHEUS_PORT, Labels.METRICS_PORT)));
        children.add(objects.statefulSet(Component.PROMETHEUS, template()));
        return children;
    }

    /** What one that runs elsewhere is asked with. */
    static List<SecretKeyRef> secretRefs(StackInput input) {
        return input.spec().prometheus().headersFrom().stream()
                .map(HeaderFrom::secretKeyRef)
                .toList();
    }

    private List<ConfigMap> rules(RuleShards shards) {
        return shards.files().entrySet().stream()
                .map(shard -> objects.configMap(Component.PROMETHEUS, rulesName(shard.getKey()), shard.getValue()))
                .toList();
    }

    private String rulesName(int shard) {
        return Component.PROMETHEUS.childName(input.name()) + "-rules-" + RuleShards.name(shard);
    }

    private PodTemplateSpec template() {
        var spec = input.spec().prometheus();
        var container = Pods.container(
                        Component.PROMETHEUS,
                        Optional.ofNullable(spec.image())
                                .orElse(input.settings().images().prometheus()),
                        Pods.resources(
                                spec.resources(), Map.of("cpu", "100m", "memory", "256Mi"), Map.of("memory", "1Gi")))
                .withArgs(
                        "--config.file=" + CONFIG_DIRECTORY + "/" + CONFIG_FILE,
                        "--config.auto-reload",
                        "--config.auto-reload-interval=5s",
                        "--storage.tsdb.path=" + DATA_DIRECTORY,
                        "--web.external-url="
                                + Optional.ofNullable(spec.url()).orElseGet(() -> Endpoints.prometheus(input)),
                        // The path of the external URL is what a proxy in front takes away.
                        "--web.route-prefix=/")
                .withPorts(Pods.port(Labels.METRICS_PORT, Endpoints.PROMETHEUS_PORT))
                // Reading the write-ahead log back may take minutes.
                .withStartupProbe(Pods.probe("/-/ready", Labels.METRICS_PORT, 3, 200))
                .withReadinessProbe(Pods.probe("/-/ready", Labels.METRICS_PORT, 5, 3))
                .withLivenessProbe(Pods.probe("/-/healthy", Labels.METRICS_PORT, 10, 6))
                .withVolumeMounts(
                        Pods.mount("config", CONFIG_DIRECTORY, true),
                        Pods.mount("rules", RULES_DIRECTORY, true),
                        Pods.mount("data", DATA_DIRECTORY, false));
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(objects.podLabels(Component.PROMETHEUS))
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(Component.PROMETHEUS.childName(input.name()))
                .withAutomountServiceAccountToken(true)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(TERMINATION_SECONDS)
                .withSecurityContext(Pods.security(Component.PROMETHEUS))
                .withContainers(Pods.withTmp(container))
                .withVolumes(
                        Pods.projected(
                                "config", List.of(Pods.configMap(Component.PROMETHEUS.childName(input.name()), false))),
                        Pods.projected("rules", everyShard()),
                        Pods.claim("data", objects.claimName(Component.PROMETHEUS)),
                        Pods.emptyDir("tmp"))
                .endSpec()
                .build();
    }

    private List<VolumeProjection> everyShard() {
        return IntStream.range(0, RuleShards.COUNT)
                .mapToObj(shard -> Pods.configMap(rulesName(shard), true))
                .toList();
    }
}
