package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.Vivarium;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;

/**
 * Keeps a stack from vanishing before the roles that it has in other namespaces are gone. Only stacks that have any carry it, so that all others can be
 * deleted when the operator no longer runs.
 */
final class Finalizer {
    static final String NAME = Vivarium.GROUP + "/roles-in-other-namespaces";

    /** One of its own, since server-side apply takes away what a manager no longer names. */
    private static final String FIELD_MANAGER = "vivarium-finalizer";

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;

    Finalizer(KubernetesClient client) {
        this.client = client;
    }

    static boolean isOn(ObservabilityStack stack) {
        return stack.getMetadata().getFinalizers().contains(NAME);
    }

    void add(ObservabilityStack stack) {
        if (!isOn(stack)) {
            apply(stack, List.of(NAME));
        }
    }

    void remove(ObservabilityStack stack) {
        if (isOn(stack)) {
            apply(stack, List.of());
        }
    }

    private void apply(ObservabilityStack stack, List<String> finalizers) {
        var patch = new ObservabilityStack();
        patch.setMetadata(new ObjectMetaBuilder()
                .withNamespace(stack.getMetadata().getNamespace())
                .withName(stack.getMetadata().getName())
                // So that a stack that is gone is not created anew.
                .withUid(stack.getMetadata().getUid())
                .withFinalizers(finalizers)
                .build());
        try {
            client.resource(patch)
                    .patch(new PatchContext.Builder()
                            .withPatchType(PatchType.SERVER_SIDE_APPLY)
                            .withFieldManager(FIELD_MANAGER)
                            .withForce(true)
                            .build());
        } catch (KubernetesClientException e) {
            if (e.getCode() != NOT_FOUND && e.getCode() != CONFLICT) {
                throw e;
            }
        }
    }
}
