package dev.vivarium.operator.testkit;

import dev.vivarium.operator.agent.AgentReconciler;
import dev.vivarium.operator.apply.ChildApplier;
import dev.vivarium.operator.cluster.ClusterCache;
import dev.vivarium.operator.cluster.OptionalKinds;
import dev.vivarium.operator.events.EventRecorder;
import dev.vivarium.operator.integration.Integration;
import dev.vivarium.operator.mcpserver.McpServerParts;
import dev.vivarium.operator.mcpserver.McpServerReconciler;
import dev.vivarium.operator.mcpserver.ToolDiscovery;
import dev.vivarium.operator.notification.TestNotifications;
import dev.vivarium.operator.observabilitystack.ObservabilityStackReconciler;
import dev.vivarium.operator.observation.StackObserver;
import dev.vivarium.operator.ondemand.OnDemandScaler;
import dev.vivarium.operator.rollout.Arrival;
import dev.vivarium.operator.rollout.ReadinessChecks;
import dev.vivarium.operator.rollout.Retries;
import dev.vivarium.operator.settings.Images;
import dev.vivarium.operator.settings.Intervals;
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
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Every controller in this process, with a client that has the rights of the operator as it is installed. */
public final class RunningOperator implements AutoCloseable {
    private static final int MANAGEMENT_PORT = 9000;

    private final KubernetesClient client;
    private final ClusterCache cache;
    private final OptionalKinds optionalKinds;
    private final ReadinessChecks readinessChecks;
    private final OnDemandScaler onDemand;
    private final ToolDiscovery discovery;
    private final StackObserver observer;
    private final TestNotifications notifications;
    private final Operator operator;

    public RunningOperator(ApiServer.Instance server) {
        this(server, BriefIntervals.get());
    }

    public RunningOperator(ApiServer.Instance server, Intervals intervals) {
        this(server, intervals, Clock.systemUTC());
    }

    /** @param today tells which day Prometheus is asked about, and which periods budgets are in */
    public RunningOperator(ApiServer.Instance server, Intervals intervals, Clock today) {
        client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(server.operatorKubeconfig().toFile()))
                .build();
        var clock = Clock.systemUTC();
        var settings = new OperatorSettings(
                new Images("runtime:1", "collector:1", "prometheus:1", "alertmanager:1", "grafana:1"),
                Optional.empty(),
                "https://runbooks.example");
        var everywhere = new WatchedNamespaces(Set.of());
        cache = new ClusterCache(client, everywhere, Integration.allKinds(), clock);
        optionalKinds =
                new OptionalKinds(client, cache, Integration.allKinds(), clock).start(intervals.optionalKinds());
        readinessChecks = new ReadinessChecks(cache, MANAGEMENT_PORT, "/q/health/ready", intervals.readiness());
        onDemand = new OnDemandScaler(cache, client, clock, intervals.demand(), intervals.brokerRest());
        discovery = new ToolDiscovery(cache, intervals.toolsAfterSuccess(), intervals.toolsAfterFailure());
        observer = StackObserver.of(client, today, intervals);
        notifications = new TestNotifications(clock, Duration.ofSeconds(10));
        var applier = new ChildApplier(client, cache);
        var arrival = new Arrival(clock, intervals.arrival());
        var retries = new Retries(intervals.notNow(), intervals.refused());
        var conditions = new Conditions(clock);
        var events = new EventRecorder(client, "test", clock);
        var workloads = new WorkloadParts();
        var reconciliation = workloads.reconciliation(
                settings,
                cache,
                applier,
                observer,
                readinessChecks,
                onDemand,
                conditions,
                events,
                arrival,
                retries,
                today);
        var sources = workloads.eventSources(settings, cache, observer, readinessChecks, onDemand);
        var servers = new McpServerParts()
                .reconciliation(settings, cache, applier, discovery, observer, conditions, events, arrival, retries);
        operator =
                new Operator(overrider -> overrider.withKubernetesClient(client).withCloseClientOnStop(false));
        operator.register(new AgentReconciler(reconciliation, sources, client, clock));
        operator.register(new SubAgentReconciler(reconciliation, sources, client, clock));
        operator.register(new McpServerReconciler(servers, cache, discovery, observer, settings, client, clock));
        operator.register(new ObservabilityStackReconciler(
                client,
                cache,
                optionalKinds,
                applier,
                conditions,
                events,
                observer,
                notifications,
                settings,
                everywhere,
                intervals,
                clock));
        operator.start();
    }

    @Override
    public void close() {
        operator.stop();
        readinessChecks.close();
        onDemand.close();
        discovery.close();
        observer.close();
        notifications.close();
        optionalKinds.close();
        cache.close();
        client.close();
    }
}
