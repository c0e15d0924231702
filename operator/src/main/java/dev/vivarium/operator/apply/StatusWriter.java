package dev.vivarium.operator.apply;

import dev.vivarium.operator.cluster.RecentWrites;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Clock;
import java.util.Objects;

/**
 * Writes the status of custom resources of one kind by server-side apply, and only when it differs.
 *
 * <p>It is not left to the operator SDK, which filters the event of its own write and, in this version, can lose somebody else's change of the spec with
 * it.
 */
public final class StatusWriter<S, R extends CustomResource<?, S>> {
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final Class<R> type;
    private final RecentWrites<R> recentWrites;

    public StatusWriter(KubernetesClient client, Class<R> type, Clock clock) {
        this.client = client;
        this.type = type;
        this.recentWrites = new RecentWrites<>(clock);
    }

    /** The newest status that is known: that of the resource, or the one written since; null when there was never any. */
    public S current(R resource) {
        return recentWrites
                .newerThan(resource.getMetadata().getUid(), resource)
                .map(CustomResource::getStatus)
                .orElse(resource.getStatus());
    }

    /**
     * Writes the status unless it is the current one.
     *
     * @return whether something was written; false too when the resource is gone
     */
    public boolean write(R resource, S status) {
        if (Objects.equals(status, current(resource))) {
            return false;
        }
        var patch = withoutSpec(resource, status);
        try {
            var written = client.resource(patch)
                    .subresource("status")
                    .patch(new PatchContext.Builder()
                            .withPatchType(PatchType.SERVER_SIDE_APPLY)
                            .withFieldManager(ChildApplier.FIELD_MANAGER)
                            .withForce(true)
                            .build());
            recentWrites.put(resource.getMetadata().getUid(), written);
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == NOT_FOUND || e.getCode() == CONFLICT) {
                // Deleted, and perhaps created anew, since it was seen: whoever sees the new one computes its status.
                return false;
            }
            throw e;
        }
    }

    private R withoutSpec(R resource, S status) {
        try {
            var patch = type.getDeclaredConstructor().newInstance();
            patch.setMetadata(new ObjectMetaBuilder()
                    .withNamespace(resource.getMetadata().getNamespace())
                    .withName(resource.getMetadata().getName())
                    .withUid(resource.getMetadata().getUid())
                    .build());
            patch.setStatus(status);
            return patch;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a custom resource has a public constructor without parameters", e);
        }
    }
}
