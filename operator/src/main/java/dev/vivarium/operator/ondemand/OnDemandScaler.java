package dev.vivarium.operator.ondemand;

import dev.vivarium.agent.contract.AgentActivity;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.operator.cluster.ClusterCache;
import dev.vivarium.operator.observation.Polling;
import dev.vivarium.operator.ondemand.OnDemandScale.Situation;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.OnDemandBounds;
import dev.vivarium.operator.resolve.SecretValues;
import dev.vivarium.operator.resolve.Workload;
import dev.vivarium.operator.resolve.WorkloadResolution;
import dev.vivarium.operator.rollout.PodProblems;
import dev.vivarium.operator.rollout.Rollout;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Scales SubAgents on demand. It asks the broker for the depth of their queues and their pods whether they work, both off the threads that reconcile, and has a
 * SubAgent reconciled when an answer changes; so what it decides is always applied the way everything else is.
 */
public final class OnDemandScaler implements AutoCloseable {
    /** After a pod is ready: an export, a scrape and a question to Prometheus. */
    private static final Duration UNTIL_SAMPLES = Duration.ofSeconds(90);

    private final ClusterCache cache;
    private final Clock clock;
    private final BrokerConnections brokers;
    private final PodActivities activities = new PodActivities();
    private final Polling<NamespacedName, BrokerQueue, QueueState> queues;
    private final Polling<PodKey, URI, Optional<AgentActivity>> pods;

    private record PodKey(NamespacedName subAgent, NamespacedName pod) {}

    /**
     * @param interval between two looks at a queue, and at a pod
     * @param brokerRest how long a broker that has failed is not asked again
     */
    public OnDemandScaler(
            ClusterCache cache, KubernetesClient client, Clock clock, Duration interval, Duration brokerRest) {
        this.cache = cache;
        this.clock = clock;
        this.brokers = new BrokerConnections(new BrokerHosts(client), brokerRest);
        this.queues = new Polling<>("queue-depths", brokers::ask, ignored -> interval, this::isOnDemand);
        this.pods = new Polling<>("pod-activities", activities::ask, ignored -> interval, this::isThere);
    }

    /** Has the consumer told of SubAgents whose queue or pods say something new. */
    public void onChange(Consumer<NamespacedName> consumer) {
        queues.onChange(consumer);
        pods.onChange(key -> consumer.accept(key.subAgent()));
    }

    /** What is to be done now; empty for whatever is not on demand, and for what is stopped. */
    public Optional<OnDemandState> of(Workload workload, WorkloadResolution resolution, Rollout rollout) {
        if (workload.isStopped()) {
            return Optional.empty();
        }
        return workload.onDemand().map(bounds -> state(workload, resolution, rollout, bounds));
    }

    private OnDemandState state(
            Workload workload, WorkloadResolution resolution, Rollout rollout, OnDemandBounds bounds) {
        var queue = queue(workload, resolution);
        var staying = rollout.pods().stream()
                .filter(pod -> !pod.isMarkedForDeletion())
                .toList();
        var current = rollout.deployment()
                .map(deployment -> deployment.getSpec().getReplicas())
                .orElse(0);
        var decision = OnDemandScale.decide(
                new Situation(current, queue, said(staying, pod -> known(workload, pod))), bounds, clock.instant());
        if (decision.replicas() < current) {
            // What is known may be some seconds old: pods are not ended before they have said it once more.
            decision = OnDemandScale.decide(
                    new Situation(
                            current,
                            queue,
                            said(staying, pod -> PodActivities.address(pod).flatMap(activities::ask))),
                    bounds,
                    clock.instant());
        }
        var samples = untilSamples(staying);
        var reconsider = Stream.concat(
                        decision.reconsiderAfter().stream(), samples.filter(Duration::isPositive).stream())
                .min(Duration::compareTo);
        return new OnDemandState(
                queue,
                decision.replicas(),
                reconsider,
                decision.replicas() > 0
                        && samples.filter(left -> !left.isPositive()).isPresent());
    }

    private QueueState queue(Workload workload, WorkloadResolution resolution) {
        var url = resolution
                .brokerUrl()
                .flatMap(secret -> SecretValues.find(cache, workload.namespace(), secret.reference()));
        if (url.isEmpty()) {
            return new QueueState.NotAsked();
        }
        var question = new BrokerQueue(url.get(), workload.namespace(), workload.routingKey());
        queues.keepAsking(workload.id(), question);
        return queues.latest(workload.id(), question).orElseGet(QueueState.NotAsked::new);
    }

    private static List<Optional<AgentActivity>> said(List<Pod> pods, Function<Pod, Optional<AgentActivity>> ask) {
        return pods.stream().map(ask).toList();
    }

    private Optional<AgentActivity> known(Workload workload, Pod pod) {
        var key = new PodKey(workload.id(), NamespacedName.of(pod));
        return PodActivities.address(pod).flatMap(address -> {
            pods.keepAsking(key, address);
            return pods.latest(key, address).flatMap(Function.identity());
        });
    }

    /** How long it is still to be waited for samples of the pod that has been ready the longest; empty when none is ready. */
    private Optional<Duration> untilSamples(List<Pod> pods) {
        return pods.stream()
                .flatMap(pod -> PodProblems.readySince(pod).stream())
                .min(Instant::compareTo)
                .map(since -> UNTIL_SAMPLES.minus(Duration.between(since, clock.instant())));
    }

    private boolean isOnDemand(NamespacedName name) {
        return cache.find(SubAgent.class, name.namespace(), name.name())
                .map(Workload::of)
                .filter(workload -> !workload.isStopped())
                .flatMap(Workload::onDemand)
                .isPresent();
    }

    private boolean isThere(PodKey key) {
        return isOnDemand(key.subAgent())
                && cache.find(Pod.class, key.pod().namespace(), key.pod().name())
                        .filter(pod -> !pod.isMarkedForDeletion())
                        .isPresent();
    }

    @Override
    public void close() {
        queues.close();
        pods.close();
        brokers.close();
        activities.close();
    }
}
