package dev.vivarium.operator.mcpserver;

import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.operator.cluster.ClusterCache;
import dev.vivarium.operator.mcpserver.discovery.DiscoveryResult;
import dev.vivarium.operator.mcpserver.discovery.DiscoveryTarget;
import dev.vivarium.operator.mcpserver.discovery.McpDiscovery;
import dev.vivarium.operator.observation.Polling;
import dev.vivarium.operator.resolve.ChildNames;
import dev.vivarium.operator.resolve.McpServerResolution;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.SecretValues;
import dev.vivarium.operator.rollout.PodProblems;
import dev.vivarium.operator.rollout.Rollout;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Duration;
import java.util.HashMap;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Asks MCP servers for their tools: at once when something has changed, then slowly; those that fail more often. */
public final class ToolDiscovery implements AutoCloseable {
    /** For everything that a server is asked. */
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final ClusterCache cache;
    private final Polling<NamespacedName, DiscoveryTarget, DiscoveryResult> polling;

    /**
     * @param afterSuccess before a server that answered is asked again
     * @param afterFailure the same for one that did not
     */
    public ToolDiscovery(ClusterCache cache, Duration afterSuccess, Duration afterFailure) {
        this.cache = cache;
        this.polling = new Polling<>(
                "tool-discovery",
                new McpDiscovery(TIMEOUT)::ask,
                result -> result instanceof DiscoveryResult.Found ? afterSuccess : afterFailure,
                id -> cache.find(McpServer.class, id.namespace(), id.name()).isPresent());
    }

    public void onChange(Consumer<NamespacedName> consumer) {
        polling.onChange(consumer);
    }

    /** The latest answer of the server as it runs now; sees to it that it is asked, unless it cannot be. */
    Optional<DiscoveryResult> of(McpServer server, McpServerResolution resolution, Rollout rollout) {
        var id = NamespacedName.of(server);
        var target = resolution.headers().isEmpty()
                ? Optional.<DiscoveryTarget>empty()
                : target(server, resolution, rollout);
        if (target.isEmpty()) {
            polling.stop(id);
            return Optional.empty();
        }
        polling.keepAsking(id, target.get());
        return polling.latest(id, target.get());
    }

    @Override
    public void close() {
        polling.close();
    }

    private Optional<DiscoveryTarget> target(McpServer server, McpServerResolution resolution, Rollout rollout) {
        var spec = server.getSpec();
        var headers = new HashMap<String, String>();
        resolution
                .headers()
                .orElseThrow()
                .forEach((name, secret) -> SecretValues.find(
                                cache, server.getMetadata().getNamespace(), secret.reference())
                        .ifPresent(value -> headers.put(name, value)));
        if (!spec.isDeployed()) {
            return Optional.of(new DiscoveryTarget(
                    spec.url(), headers, server.getMetadata().getGeneration().toString()));
        }
        if (!rollout.isReady()) {
            return Optional.empty();
        }
        // By pods, since a new pod may offer other tools at the same address.
        var pods = rollout.pods().stream()
                .filter(PodProblems::isReady)
                .map(pod -> pod.getMetadata().getUid())
                .collect(Collectors.joining(","));
        return address(server).map(address -> new DiscoveryTarget("http://" + address + spec.path(), headers, pods));
    }

    /** By address and not by name, so that it works from outside the cluster too. */
    private Optional<String> address(McpServer server) {
        var namespace = server.getMetadata().getNamespace();
        var name = ChildNames.mcpServer(server.getMetadata().getName());
        return cache.find(Service.class, namespace, name)
                .map(service -> service.getSpec().getClusterIP())
                .map(ip -> ip.isEmpty() || ip.equals("None") ? ChildNames.serviceHost(namespace, name) : ip)
                .map(host -> (host.contains(":") ? "[" + host + "]" : host) + ":"
                        + server.getSpec().port());
    }
}
