package dev.vivarium.operator.mcpserver.desired;

import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.operator.pods.Blueprint;
import dev.vivarium.operator.pods.Environment;
import dev.vivarium.operator.pods.PodParts;
import dev.vivarium.operator.pods.PodTemplates;
import dev.vivarium.operator.resolve.ChildNames;
import dev.vivarium.operator.resolve.McpServerResolution;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.settings.Images;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The children of McpServers: ServiceAccount, Service and Deployment of one that is deployed, none of one that runs elsewhere. */
public final class McpServerBlueprint {
    public static final String KIND = "McpServer";

    private static final String PROGRAM = "mcpserver";
    private static final String CONTAINER = "server";
    /** The port that the Service leads to. */
    private static final String HTTP_PORT = "http";
    /** That of the server when a proxy has the other. */
    private static final String SERVER_PORT = "server";
    /** Seconds that a start may take. */
    private static final int START_SECONDS = 120;

    /** Seconds between the end of a pod's endpoint and the signal to stop: no new call comes to a server that stops, whatever program it is. */
    private static final long ENDPOINT_SECONDS = 5;
    /** Seconds from there to the end, with {@link #ENDPOINT_SECONDS}: for the calls that are under way. */
    private static final long TERMINATION_GRACE_PERIOD = 45;

    private final PodTemplates podTemplates = new PodTemplates();
    private final Images images;

    public McpServerBlueprint(Images images) {
        this.images = images;
    }

    /** @param resolution of which {@link McpServerResolution#canRun()} holds */
    public Blueprint of(McpServer server, McpServerResolution resolution) {
        return Blueprint.of(() -> children(server, resolution));
    }

    private List<HasMetadata> children(McpServer server, McpServerResolution resolution) {
        if (!server.getSpec().isDeployed()) {
            return List.of();
        }
        var id = NamespacedName.of(server);
        var labels = PodParts.labels(PROGRAM, KIND, id.name());
        return List.of(
                PodParts.serviceAccount(id.namespace(), ChildNames.mcpServer(id.name()), labels),
                service(server, id, labels),
                deployment(server, id, resolution, labels));
    }

    private static Service service(McpServer server, NamespacedName id, Map<String, String> labels) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(id.namespace())
                .withName(ChildNames.mcpServer(id.name()))
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withSelector(PodParts.selector(KIND, id.name()))
                // A session is known to the pod that began it: a client stays with one pod while that is there.
                .withSessionAffinity("ClientIP")
                .addNewPort()
                .withName(HTTP_PORT)
                .withProtocol("TCP")
                .withPort(server.getSpec().port())
                .withNewTargetPort(HTTP_PORT)
                .endPort()
                .endSpec()
                .build();
    }

    private Deployment deployment(
            McpServer server, NamespacedName id, McpServerResolution resolution, Map<String, String> labels) {
        var template = podTemplates.merge(
                template(server, id, resolution, labels),
                server.getSpec().podTemplate(),
                CONTAINER,
                Environment.reserved());
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(id.namespace())
                .withName(ChildNames.mcpServer(id.name()))
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withReplicas(server.getSpec().replicas())
                .withRevisionHistoryLimit(3)
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxSurge(new IntOrString(1))
                .withMaxUnavailable(new IntOrString(0))
                .endRollingUpdate()
                .endStrategy()
                .withNewSelector()
                .withMatchLabels(PodParts.selector(KIND, id.name()))
                .endSelector()
                .withTemplate(template)
                .endSpec()
                .build();
    }

    private PodTemplateSpec template(
            McpServer server, NamespacedName id, McpServerResolution resolution, Map<String, String> labels) {
        var podLabels = new TreeMap<>(labels);
        podLabels.putAll(PodParts.stackLabels(resolution.stack().chosen()));
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(podLabels)
                .withAnnotations(
                        resolution.environmentDigest().isEmpty()
                                ? null
                                : Map.of(Labels.CONFIG_HASH, resolution.environmentDigest()))
                .endMetadata()
                .withNewSpec()
                .withServiceAccountName(ChildNames.mcpServer(id.name()))
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(TERMINATION_GRACE_PERIOD)
                .withSecurityContext(PodParts.podSecurity())
                .withContainers(containers(server, id, resolution))
                .withVolumes(volumes(server))
                .endSpec()
                .build();
    }

    private static List<Volume> volumes(McpServer server) {
        return server.getSpec().isBridged()
                ? List.of(PodParts.temporaryFiles(), McpBridgeContainers.pipes())
                : List.of(PodParts.temporaryFiles());
    }

    private List<Container> containers(McpServer server, NamespacedName id, McpServerResolution resolution) {
        var spec = server.getSpec();
        var telemetry = Environment.telemetry(resolution.stack().chosen(), KIND, id, spec.telemetry());
        if (spec.isBridged()) {
            return List.of(
                    McpBridgeContainers.host(
                            container(server, SERVER_PORT, McpBridgeContainers.environment(telemetry)), spec),
                    McpBridgeContainers.bridge(spec, images.agentRuntime(), HTTP_PORT, telemetry, ENDPOINT_SECONDS));
        }
        return spec.isProxied()
                ? List.of(
                        container(server, SERVER_PORT, telemetry),
                        McpProxyContainer.of(spec, images.agentRuntime(), HTTP_PORT, telemetry, ENDPOINT_SECONDS))
                : List.of(container(server, HTTP_PORT, telemetry));
    }

    private static Container container(McpServer server, String port, List<EnvVar> environment) {
        var spec = server.getSpec();
        var reserved = new HashSet<>(Environment.reserved());
        environment.forEach(variable -> reserved.add(variable.getName()));
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(spec.image())
                .withImagePullPolicy("IfNotPresent")
                // So that the last lines of a log tell in the status why a container ended.
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withCommand(spec.command().isEmpty() ? null : spec.command())
                .withArgs(spec.args())
                .addNewPort()
                .withName(port)
                .withContainerPort(spec.port())
                .withProtocol("TCP")
                .endPort()
                .withEnv(Environment.with(environment, spec.env(), reserved))
                .withResources(PodParts.resources(spec.resources()))
                .withSecurityContext(PodParts.containerSecurity())
                .withStartupProbe(probe(port, 1, START_SECONDS))
                .withReadinessProbe(probe(port, 5, 3))
                .withNewLifecycle()
                .withNewPreStop()
                .withNewSleep(ENDPOINT_SECONDS)
                .endPreStop()
                .endLifecycle()
                .withVolumeMounts(PodParts.temporaryFilesMount())
                .build();
    }

    /** The protocol has no health check of its own, so all that is known of any server is that it listens. */
    static Probe probe(String port, int period, int failureThreshold) {
        return new ProbeBuilder()
                .withNewTcpSocket()
                .withNewPort(port)
                .endTcpSocket()
                .withPeriodSeconds(period)
                .withTimeoutSeconds(3)
                .withFailureThreshold(failureThreshold)
                .build();
    }
}
