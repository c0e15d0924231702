package dev.vivarium.operator.testkit;

import dev.vivarium.operator.agent.AgentReconciler;
import dev.vivarium.operator.apply.ChildApplier;
import dev.vivarium.operator.cluster.ClusterCache;
import dev.vivarium.operator.events.EventRecorder;
import dev.vivarium.operator.mcpserver.McpServerParts;
import dev.vivarium.operator.mcpserver.McpServerReconciler;
import dev.vivarium.operator.mcpserver.ToolDiscovery;
import dev.vivarium.operator.observation.NotObserved;
import dev.vivarium.operator.rollout.ReadinessChecks;
import dev.vivarium.operator.settings.Images;
import dev.vivarium.operator.settings.OperatorSettings;
import dev.vivarium.operator.settings.WatchedNamespaces;
import dev.vivarium.operator.status.Conditions;
import dev.vivarium.operator.subagent.SubAgentReconciler;
import dev.vivarium.operator.workload.WorkloadParts;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.javaoperatorsdk.operator.Operator;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/** The controllers of Agents, SubAgents and McpServers in this process, with a client of their own. */
public final class RunningOperator implements AutoCloseable {
    private static final int MANAGEMENT_PORT = 9000;

    private final KubernetesClient client;
    private final ClusterCache cache;
    private final ReadinessChecks readinessChecks;
    private final ToolDiscovery discovery;
    private final Operator operator;

    public RunningOperator(ApiServer.Instance server) {
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.kubeconfig().toFile()))
                .build();
        var clock = Clock.systemUTC();
        var settings = new OperatorSettings(
                new Images("runtime:1", "collector:1", "prometheus:1", "alertmanager:1", "grafana:1"),
                Optional.empty(),
                "https://runbooks.example");
        cache = new ClusterCache(client, new WatchedNamespaces(Set.of()), clock);
        readinessChecks = new ReadinessChecks(cache, MANAGEMENT_PORT, "/q/health/ready");
        discovery = new ToolDiscovery(cache);
        var applier = new ChildApplier(client, cache);
        var conditions = new Conditions(clock);
        var events = new EventRecorder(client, "test", clock);
        var telemetry = new NotObserved();
        var workloads = new WorkloadParts();
        var reconciliation =
                workloads.reconciliation(settings, cache, applier, telemetry, readinessChecks, conditions, events);
        var sources = workloads.eventSources(settings, cache, telemetry, readinessChecks);
        var servers =
                new McpServerParts().reconciliation(settings, cache, applier, discovery, telemetry, conditions, events);
        operator =
                new Operator(overrider -> overrider.withKubernetesClient(client).withCloseClientOnStop(false));
        operator.register(new AgentReconciler(reconciliation, sources, client, clock));
        operator.register(new SubAgentReconciler(reconciliation, sources, client, clock));
        operator.register(new McpServerReconciler(servers, cache, discovery, telemetry, settings, client, clock));
        operator.start();
    }

    @Override
    public void close() {
        operator.stop();
        readinessChecks.close();
        discovery.close();
        cache.close();
        client.close();
    }
}
