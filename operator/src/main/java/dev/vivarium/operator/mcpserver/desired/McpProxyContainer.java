package dev.vivarium.operator.mcpserver.desired;

import dev.vivarium.agent.contract.McpProxyContract;
import dev.vivarium.api.v1alpha1.McpServerSpec;
import dev.vivarium.operator.pods.PodParts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The proxy in front of a server in the same pod: the runtime image in another mode. */
final class McpProxyContainer {
    private static final String NAME = "proxy";
    /** Seconds that its start may take, on a busy node. */
    static final int START_SECONDS = 120;

    /** Sorted, so that they are always written in the same order. */
    private static final SortedMap<String, Quantity> REQUESTS = Collections.unmodifiableSortedMap(
            new TreeMap<>(Map.of("cpu", new Quantity("20m"), "memory", new Quantity("96Mi"))));

    private static final Map<String, Quantity> LIMITS = Map.of("memory", new Quantity("256Mi"));

    private McpProxyContainer() {}

    /**
     * @param port name of the container port that the Service leads to
     * @param endpointSeconds time between the end of the pod's endpoint and the signal to stop
     */
    static Container of(McpServerSpec spec, String image, String port, List<EnvVar> telemetry, long endpointSeconds) {
        var environment = new ArrayList<>(telemetry);
        environment.add(new EnvVarBuilder()
                .withName(McpProxyContract.UPSTREAM_VARIABLE)
                .withValue("http://127.0.0.1:" + spec.port() + spec.path())
                .build());
        return new ContainerBuilder()
                .withName(NAME)
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withArgs(McpProxyContract.MODE)
                .addNewPort()
                .withName(port)
                .withContainerPort(McpProxyContract.PORT)
                .withProtocol("TCP")
                .endPort()
                .withEnv(environment)
                .withNewResources()
                .withRequests(REQUESTS)
                .withLimits(LIMITS)
                .endResources()
                .withSecurityContext(PodParts.containerSecurity())
                .withStartupProbe(McpServerBlueprint.probe(port, 1, START_SECONDS))
                .withReadinessProbe(McpServerBlueprint.probe(port, 5, 3))
                .withNewLifecycle()
                .withNewPreStop()
                .withNewSleep(endpointSeconds)
                .endPreStop()
                .endLifecycle()
                .withVolumeMounts(PodParts.temporaryFilesMount())
                .build();
    }
}
