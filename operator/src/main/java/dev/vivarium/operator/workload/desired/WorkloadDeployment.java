package dev.vivarium.operator.workload.desired;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.PriceList;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.operator.pods.Environment;
import dev.vivarium.operator.pods.PodParts;
import dev.vivarium.operator.pods.PodTemplates;
import dev.vivarium.operator.resolve.Digests;
import dev.vivarium.operator.resolve.ResolvedSecret;
import dev.vivarium.operator.resolve.Workload;
import dev.vivarium.operator.resolve.WorkloadResolution;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The Deployment of an Agent or SubAgent. */
final class WorkloadDeployment {
    static final String HTTP_PORT = "http";

    private static final String CONTAINER = "agent";
    private static final String CONFIGURATION = "configuration";
    private static final String PRICES = "prices";
    private static final String STATE = "state";
    private static final String METRICS_PATH = "/q/metrics";
    /** Between the end of a pod's endpoint and the signal to stop, seconds: no request over HTTP comes to an agent that stops. */
    private static final long ENDPOINT_SECONDS = 5;
    /** With {@link #ENDPOINT_SECONDS}, long enough for the turns that are being handled, for which the runtime has a limit of its own. */
    private static final long TERMINATION_GRACE_PERIOD = 50;
    /** Seconds that a start may take, on a slow machine without a warm image cache. */
    private static final int START_SECONDS = 120;

    private final PodTemplates podTemplates = new PodTemplates();

    Deployment of(
            Workload workload,
            WorkloadResolution resolution,
            int replicas,
            Map<String, String> labels,
            String image,
            String configuration) {
        var spec = workload.spec();
        var template = podTemplates.merge(
                template(workload, resolution, labels, image, configuration),
                spec.podTemplate(),
                CONTAINER,
                reservedEnvironment());
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(workload.namespace())
                .withName(workload.childName())
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withRevisionHistoryLimit(3)
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxSurge(new IntOrString(1))
                .withMaxUnavailable(new IntOrString(0))
                .endRollingUpdate()
                .endStrategy()
                .withNewSelector()
                .withMatchLabels(PodParts.selector(workload.kind(), workload.name()))
                .endSelector()
                .withTemplate(template)
                .endSpec()
                .build();
    }

    private static PodTemplateSpec template(
            Workload workload,
            WorkloadResolution resolution,
            Map<String, String> labels,
            String image,
            String configuration) {
        var podLabels = new TreeMap<>(labels);
        podLabels.putAll(PodParts.stackLabels(resolution.chosenStack()));
        var secrets = new SecretFiles(resolution).volume();
        var volumes = new ArrayList<>(List.of(configurationVolume(workload), PodParts.temporaryFiles(), stateVolume()));
        secrets.ifPresent(volumes::add);
        var hasPrices = resolution.chosenStack().isPresent();
        if (hasPrices) {
            volumes.add(pricesVolume(workload));
        }
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(podLabels)
                .withAnnotations(new TreeMap<>(Map.of(
                        Labels.CONFIG_HASH, configHash(resolution, configuration), Labels.METRICS_PATH, METRICS_PATH)))
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(workload.childName())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(TERMINATION_GRACE_PERIOD)
                .withSecurityContext(PodParts.podSecurity())
                .withContainers(container(workload, resolution, image, secrets.isPresent(), hasPrices))
                .withVolumes(volumes)
                .endSpec()
                .build();
    }

    private static Container container(
            Workload workload, WorkloadResolution resolution, String image, boolean hasSecrets, boolean hasPrices) {
        var spec = workload.spec();
        var telemetry =
                Environment.telemetry(resolution.chosenStack(), workload.kind(), workload.id(), spec.telemetry());
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                // So that the last lines of a log tell in the status why a container ended.
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withPorts(
                        port(HTTP_PORT, AgentConfiguration.HTTP_PORT),
                        port(Labels.METRICS_PORT, AgentConfiguration.MANAGEMENT_PORT))
                .withEnv(Environment.with(telemetry, spec.env(), reservedEnvironment()))
                .withResources(PodParts.resources(spec.resources()))
                .withSecurityContext(PodParts.containerSecurity())
                .withStartupProbe(probe("/q/health/started", 1, START_SECONDS))
                .withReadinessProbe(probe("/q/health/ready", 5, 3))
                .withLivenessProbe(probe("/q/health/live", 10, 3))
                .withNewLifecycle()
                .withNewPreStop()
                .withNewSleep(ENDPOINT_SECONDS)
                .endPreStop()
                .endLifecycle()
                .withVolumeMounts(mounts(hasSecrets, hasPrices))
                .build();
    }

    private static Set<String> reservedEnvironment() {
        var reserved = new HashSet<>(Environment.reserved());
        reserved.add(AgentConfiguration.FILE_VARIABLE);
        return reserved;
    }

    /** Changes with everything that an agent reads only when it starts; the API key, which it reads again, is not among it. */
    private static String configHash(WorkloadResolution resolution, String configuration) {
        var content = new StringBuilder(configuration);
        resolution.brokerUrl().map(ResolvedSecret::digest).ifPresent(content::append);
        content.append(resolution.environmentDigest());
        for (var server : resolution.mcpServers()) {
            new TreeMap<>(server.headers()).values().forEach(secret -> content.append(secret.digest()));
        }
        return Digests.sha256(content.toString());
    }

    private static Volume configurationVolume(Workload workload) {
        return new VolumeBuilder()
                .withName(CONFIGURATION)
                .withNewConfigMap()
                .withName(workload.childName())
                .endConfigMap()
                .build();
    }

    private static Volume stateVolume() {
        return new VolumeBuilder()
                .withName(STATE)
                .withNewEmptyDir()
                .endEmptyDir()
                .build();
    }

    private static Volume pricesVolume(Workload workload) {
        return new VolumeBuilder()
                .withName(PRICES)
                .withNewConfigMap()
                .withName(workload.childName())
                .addNewItem()
                .withKey(PriceList.CONFIG_MAP_KEY)
                .withPath(Path.of(PriceList.FILE).getFileName().toString())
                .endItem()
                .endConfigMap()
                .build();
    }

    private static List<VolumeMount> mounts(boolean hasSecrets, boolean hasPrices) {
        var mounts = new ArrayList<VolumeMount>();
        // One file, since the directory holds the secrets too; a change of it rolls the pods, so it need not be seen in
        // place.
        mounts.add(new VolumeMountBuilder()
                .withName(CONFIGURATION)
                .withMountPath(AgentConfiguration.FILE)
                .withSubPath(AgentConfiguration.CONFIG_MAP_KEY)
                .withReadOnly(true)
                .build());
        mounts.add(PodParts.temporaryFilesMount());
        mounts.add(new VolumeMountBuilder()
                .withName(STATE)
                .withMountPath(AgentConfiguration.STATE_DIRECTORY)
                .build());
        if (hasPrices) {
            // A directory, in which Kubernetes exchanges the file when the prices change.
            mounts.add(new VolumeMountBuilder()
                    .withName(PRICES)
                    .withMountPath(Path.of(PriceList.FILE).getParent().toString())
                    .withReadOnly(true)
                    .build());
        }
        if (hasSecrets) {
            mounts.add(new VolumeMountBuilder()
                    .withName(SecretFiles.VOLUME)
                    .withMountPath(AgentConfiguration.SECRETS_DIRECTORY)
                    .withReadOnly(true)
                    .build());
        }
        return mounts;
    }

    private static ContainerPort port(String name, int number) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(number)
                .withProtocol("TCP")
                .build();
    }

    private static Probe probe(String path, int period, int failureThreshold) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withNewPort(Labels.METRICS_PORT)
                .endHttpGet()
                .withPeriodSeconds(period)
                .withTimeoutSeconds(3)
                .withFailureThreshold(failureThreshold)
                .build();
    }
}
