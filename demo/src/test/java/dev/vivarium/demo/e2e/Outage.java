package dev.vivarium.demo.e2e;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes a pod of a StatefulSet away and keeps its controller from making another, until it is closed: by a quota that has no room for pods, which concerns only those to come. So
 * nothing of what the operator or the example own is touched, and nobody repairs it meanwhile.
 */
final class Outage implements AutoCloseable {
    private static final Duration SOON = Duration.ofMinutes(2);
    private static final String PODS = "pods";

    private final Example example;
    private final ResourceQuota quota;
    private final Pod pod;

    private Outage(Example example, ResourceQuota quota, Pod pod) {
        this.example = example;
        this.quota = quota;
        this.pod = pod;
    }

    static Outage of(Example example, Pod pod) {
        var namespace = pod.getMetadata().getNamespace();
        var quota = new ResourceQuotaBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(namespace)
                        .withName("outage")
                        .build())
                .withNewSpec()
                .withHard(Map.of(PODS, new Quantity("0")))
                .endSpec()
                .build();
        var outage = new Outage(example, quota, pod);
        var client = example.cluster.client();
        client.resource(quota).serverSideApply();
        // A quota counts from the moment that its controller has seen it.
        example.await(
                "the quota",
                SOON,
                () -> Optional.ofNullable(client.resource(quota).get().getStatus())
                                .filter(status -> status.getHard() != null
                                        && status.getHard().containsKey(PODS))
                                .isPresent()
                        ? Optional.empty()
                        : Optional.of("its status"));
        client.resource(pod).withGracePeriod(0).delete();
        example.await(
                "the end of " + pod.getMetadata().getName(),
                SOON,
                () -> outage.gone() ? Optional.empty() : Optional.of("it"));
        return outage;
    }

    private boolean gone() {
        var now = example.cluster.client().resource(pod).get();
        return now == null
                || !now.getMetadata().getUid().equals(pod.getMetadata().getUid());
    }

    /** Lets pods be made again, and waits until there is one. */
    @Override
    public void close() {
        example.cluster.client().resource(quota).delete();
        example.await("a new " + pod.getMetadata().getName(), SOON, () -> {
            if (gone() && example.cluster.client().resource(pod).get() != null) {
                return Optional.empty();
            }
            wakeController();
            return Optional.of("it");
        });
    }

    /** After some refusals it waits for minutes before it tries once more, unless it sees a change. */
    private void wakeController() {
        example.cluster
                .client()
                .apps()
                .statefulSets()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getOwnerReferences().getFirst().getName())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\": {\"annotations\": {\"woken\": \"%s\"}}}".formatted(UUID.randomUUID()));
    }
}
