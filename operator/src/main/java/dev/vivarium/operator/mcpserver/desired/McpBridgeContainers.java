package dev.vivarium.operator.mcpserver.desired;

import dev.vivarium.agent.contract.McpBridgeContract;
import dev.vivarium.api.v1alpha1.McpServerSpec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * A server that speaks over stdin and stdout, and the bridge to it: the runtime image in another mode. Nothing is put into the server's image: a few lines for its
 * own shell start a process of it for each session, and named pipes in a shared directory lead to the bridge.
 */
final class McpBridgeContainers {
    private static final String NAME = "bridge";
    private static final String PIPES = "pipes";
    private static final String DIRECTORY = "/run/vivarium-mcp";

    private McpBridgeContainers() {}

    static Volume pipes() {
        return new VolumeBuilder()
                .withName(PIPES)
                .withNewEmptyDir()
                .endEmptyDir()
                .build();
    }

    /** The server's variables: those given, and where the pipes are. */
    static List<EnvVar> environment(List<EnvVar> telemetry) {
        var environment = new ArrayList<>(telemetry);
        environment.add(variable(McpBridgeContract.DIRECTORY_VARIABLE, DIRECTORY));
        return environment;
    }

    /** @param server the container of a server that listens by itself */
    static Container host(Container server, McpServerSpec spec) {
        var arguments = new ArrayList<>(spec.command());
        arguments.addAll(spec.args());
        return new ContainerBuilder(server)
                .withCommand("/bin/sh", "-c", McpBridgeContract.hostScript(), "stdio-host")
                .withArgs(arguments)
                .withPorts(List.of())
                .withStartupProbe(null)
                .withReadinessProbe(null)
                .addToVolumeMounts(mount())
                .build();
    }

    static Container bridge(
            McpServerSpec spec, String image, String port, List<EnvVar> telemetry, long endpointSeconds) {
        var environment = environment(telemetry);
        environment.add(variable(McpBridgeContract.PATH_VARIABLE, spec.path()));
        return new ContainerBuilder(McpProxyContainer.of(spec, image, port, telemetry, endpointSeconds))
                .withName(NAME)
                .withArgs(McpBridgeContract.MODE)
                .withEnv(environment)
                // It is ready when the server's container is there to start processes.
                .withStartupProbe(probe(port, 1, McpProxyContainer.START_SECONDS))
                .withReadinessProbe(probe(port, 5, 3))
                .addToVolumeMounts(mount())
                .build();
    }

    private static VolumeMount mount() {
        return new VolumeMountBuilder().withName(PIPES).withMountPath(DIRECTORY).build();
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private static Probe probe(String port, int period, int failureThreshold) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(McpBridgeContract.READY_PATH)
                .withNewPort(port)
                .endHttpGet()
                .withPeriodSeconds(period)
                .withTimeoutSeconds(3)
                .withFailureThreshold(failureThreshold)
                .build();
    }
}
