package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.AlertmanagerMode;
import dev.vivarium.api.v1alpha1.ContactPoint;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.PrometheusMode;
import dev.vivarium.api.v1alpha1.SecretKeyRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.SecretProjectionBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Alertmanager of a stack. It has a volume, so that silences, and what it has told already, outlive its pod, which a change of the configuration
 * replaces. The volume is of the StorageClass of Prometheus' volume.
 */
final class AlertmanagerChildren {
    private static final String CONFIG_FILE = "alertmanager.yml";
    private static final String CONFIG_DIRECTORY = "/etc/alertmanager/config";
    private static final String DATA_DIRECTORY = "/alertmanager";

    /** Silences and notification log take kilobytes; this is the smallest volume that every provider of volumes makes. */
    private static final Quantity VOLUME_SIZE = new Quantity("1Gi");

    private final StackInput input;
    private final StackObjects objects;

    AlertmanagerChildren(StackInput input) {
        this.input = input;
        this.objects = new StackObjects(input);
    }

    List<HasMetadata> render() {
        // One that Prometheus Operator runs a Prometheus for has its alerts sent to where that one's spec says.
        if (input.grafanaEvaluates()
                || input.spec().alertmanager().mode() != AlertmanagerMode.MANAGED
                || input.spec().prometheus().mode() == PrometheusMode.PROMETHEUS_OPERATOR) {
            return List.of();
        }
        var config =
                new AlertmanagerConfig(input.spec().notifications(), point -> RawReceivers.of(input, point)).render();
        return List.of(
                objects.serviceAccount(Component.ALERTMANAGER),
                configuration(config),
                objects.claim(
                        Component.ALERTMANAGER,
                        VOLUME_SIZE,
                        input.spec().prometheus().storage()),
                objects.service(
                        Component.ALERTMANAGER,
                        StackObjects.port("http", Endpoints.ALERTMANAGER_PORT, Labels.METRICS_PORT)),
                objects.statefulSet(Component.ALERTMANAGER, template(config)));
    }

    /** What the addresses of contact points come from. */
    static List<SecretKeyRef> secretRefs(StackInput input) {
        return input.spec().notifications().contactPoints().stream()
                .flatMap(point -> point.secretRefs().stream())
                .toList();
    }

    /** A Secret where it holds receivers that come from Secrets. */
    private HasMetadata configuration(String config) {
        if (!RawReceivers.any(input)) {
            return objects.configMap(Component.ALERTMANAGER, Map.of(CONFIG_FILE, config));
        }
        return new SecretBuilder()
                .withMetadata(objects.metadata(Component.ALERTMANAGER))
                .withType("Opaque")
                .withData(Map.of(
                        CONFIG_FILE, Base64.getEncoder().encodeToString(config.getBytes(StandardCharsets.UTF_8))))
                .build();
    }

    private VolumeProjection configurationFile() {
        var name = Component.ALERTMANAGER.childName(input.name());
        return RawReceivers.any(input)
                ? new VolumeProjectionBuilder()
                        .withNewSecret()
                        .withName(name)
                        .endSecret()
                        .build()
                : Pods.configMap(name, false);
    }

    private PodTemplateSpec template(String config) {
        var spec = input.spec().alertmanager();
        var container = Pods.container(
                        Component.ALERTMANAGER,
                        Optional.ofNullable(spec.image())
                                .orElse(input.settings().images().alertmanager()),
                        Pods.resources(
                                spec.resources(), Map.of("cpu", "10m", "memory", "32Mi"), Map.of("memory", "128Mi")))
                .withArgs(
                        "--config.file=" + CONFIG_DIRECTORY + "/" + CONFIG_FILE,
                        "--storage.path=" + DATA_DIRECTORY,
                        // So that it can be told which contact point was told.
                        "--enable-feature=receiver-name-in-metrics",
                        "--web.external-url="
                                + Optional.ofNullable(spec.url())
                                        .orElseGet(() -> "http://" + Endpoints.alertmanagerAuthority(input)),
                        // The path of the external URL is what a proxy in front takes away.
                        "--web.route-prefix=/",
                        // It is alone, and would look for an address to meet others at.
                        "--cluster.listen-address=")
                .withPorts(Pods.port(Labels.METRICS_PORT, Endpoints.ALERTMANAGER_PORT))
                .withStartupProbe(Pods.probe("/-/ready", Labels.METRICS_PORT, 2, 60))
                .withReadinessProbe(Pods.probe("/-/ready", Labels.METRICS_PORT, 5, 3))
                .withLivenessProbe(Pods.probe("/-/healthy", Labels.METRICS_PORT, 10, 6))
                .withVolumeMounts(
                        Pods.mount("config", CONFIG_DIRECTORY, true),
                        Pods.mount("secrets", AlertmanagerConfig.SECRETS_DIRECTORY, true),
                        Pods.mount("data", DATA_DIRECTORY, false))
                .build();
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(objects.podLabels(Component.ALERTMANAGER))
                // Not of the Secrets: they are read again for every notification.
                .withAnnotations(Map.of(Labels.CONFIG_HASH, ConfigHash.of(List.of(config))))
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(Component.ALERTMANAGER.childName(input.name()))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withSecurityContext(Pods.security(Component.ALERTMANAGER))
                .withContainers(container)
                .withVolumes(
                        Pods.projected("config", List.of(configurationFile())),
                        Pods.projected("secrets", secretFiles()),
                        Pods.claim("data", objects.claimName(Component.ALERTMANAGER)))
                .endSpec()
                .build();
    }

    private List<VolumeProjection> secretFiles() {
        var files = new ArrayList<VolumeProjection>();
        for (var point : input.spec().notifications().contactPoints()) {
            if (point.slack() != null) {
                files.add(secretFile(point, "url", point.slack().urlSecretRef()));
            }
            if (point.pagerduty() != null) {
                files.add(secretFile(point, "routing-key", point.pagerduty().routingKeySecretRef()));
            }
            if (point.email() != null && point.email().passwordSecretRef() != null) {
                files.add(secretFile(point, "password", point.email().passwordSecretRef()));
            }
            if (point.webhook() != null && point.webhook().urlSecretRef() != null) {
                files.add(secretFile(point, "url", point.webhook().urlSecretRef()));
            }
            if (point.webhook() != null && point.webhook().bearerTokenSecretRef() != null) {
                files.add(secretFile(point, "token", point.webhook().bearerTokenSecretRef()));
            }
        }
        return files;
    }

    /** Optional, since one contact point without its address must not keep the others from being told; the stack's condition tells what is missing. */
    private static VolumeProjection secretFile(ContactPoint point, String part, SecretKeyRef reference) {
        return new VolumeProjectionBuilder()
                .withSecret(new SecretProjectionBuilder()
                        .withName(reference.name())
                        .withOptional(true)
                        .addNewItem()
                        .withKey(reference.key())
                        .withPath(AlertmanagerConfig.fileName(point, part))
                        .endItem()
                        .build())
                .build();
    }
}
