package dev.vivarium.operator.apply;

import dev.vivarium.operator.apply.ApplyResult.Action;
import dev.vivarium.operator.apply.ApplyResult.Change;
import dev.vivarium.operator.cluster.ChildOwnership;
import dev.vivarium.operator.cluster.ClusterCache;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Brings the children of a resource to their desired state by server-side apply.
 *
 * <ul>
 *   <li>What is as desired is not written. What was edited is repaired, what was deleted is created, what is no longer desired is deleted.
 *   <li>An object that exists and is not the owner's is never touched.
 *   <li>When several children change, the API server is first asked about all of them, so that one that it refuses keeps the others from being changed.
 * </ul>
 */
public final class ChildApplier {
    /** The name under which the operator owns fields. */
    public static final String FIELD_MANAGER = "vivarium";

    private static final Logger LOG = Logger.getLogger(ChildApplier.class);

    private final KubernetesClient client;
    private final ClusterCache cache;
    private final DesiredState desiredState;

    public ChildApplier(KubernetesClient client, ClusterCache cache) {
        this.client = client;
        this.cache = cache;
        this.desiredState = new DesiredState(client.getKubernetesSerialization());
    }

    /**
     * Applies the children in the order given, then deletes what the owner has of {@code kinds} and does not want.
     *
     * @param desired children without owner reference, which is added here, as are the labels that tell the owner; a child in another namespace than the
     *     owner's gets no reference and is to be deleted by a finalizer. Secrets must use {@code data}, since {@code stringData} cannot be compared
     * @param kinds the types that the owner may have children of
     */
    public ApplyResult apply(
            HasMetadata owner, List<? extends HasMetadata> desired, Collection<Class<? extends HasMetadata>> kinds) {
        return apply(owner, desired, List.of(), kinds);
    }

    /**
     * As above, leaving some children as they are.
     *
     * @param kept neither written nor deleted
     */
    public ApplyResult apply(
            HasMetadata owner,
            List<? extends HasMetadata> desired,
            List<? extends HasMetadata> kept,
            Collection<Class<? extends HasMetadata>> kinds) {
        var changes = new ArrayList<Change>();
        try {
            var steps = new ArrayList<Step<?>>();
            for (var child : desired) {
                step(owner, child).ifPresent(steps::add);
            }
            if (steps.size() > 1) {
                steps.stream().filter(ChildApplier::canBeTried).forEach(step -> write(step, true));
            }
            for (var step : steps) {
                write(step, false);
                changes.add(change(step.actual().isPresent() ? Action.UPDATED : Action.CREATED, step.desired()));
            }
            var wanted = new ArrayList<HasMetadata>(desired);
            wanted.addAll(kept);
            changes.addAll(removeOthers(owner, wanted, kinds));
            return result(owner, changes, Optional.empty());
        } catch (ApplyFailure failure) {
            return result(owner, changes, Optional.of(failure.problem));
        }
    }

    /** Deletes every child of the owner of those kinds; for finalizers, of children that have no owner reference. */
    public ApplyResult removeAll(HasMetadata owner, Collection<Class<? extends HasMetadata>> kinds) {
        return apply(owner, List.of(), kinds);
    }

    /** Scales a Deployment of the owner to zero, for when it is to stop and its whole desired state cannot be made. */
    public ApplyResult stop(HasMetadata owner, String deployment) {
        var running = cache.ownedBy(Deployment.class, owner).stream()
                .filter(found -> found.getMetadata().getName().equals(deployment))
                .filter(found -> found.getSpec().getReplicas() > 0)
                .findFirst();
        if (running.isEmpty()) {
            return new ApplyResult(List.of(), Optional.empty());
        }
        try {
            cache.remember(calling(
                    running.get(),
                    () -> client.resource(running.get())
                            .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":0}}")));
            return result(owner, List.of(change(Action.UPDATED, running.get())), Optional.empty());
        } catch (ApplyFailure failure) {
            return result(owner, List.of(), Optional.of(failure.problem));
        }
    }

    /** Whoever binds a role must have all that it grants, which the API server cannot know of a role that is made together with its binding. */
    private static boolean canBeTried(Step<?> step) {
        return !(step.desired() instanceof RoleBinding || step.desired() instanceof ClusterRoleBinding);
    }

    private record Step<T extends HasMetadata>(T desired, Optional<T> actual) {}

    private <T extends HasMetadata> Optional<Step<T>> step(HasMetadata owner, T child) {
        var desired = desiredState.complete(owner, child);
        var actual = actual(owner, child);
        if (actual.isPresent()) {
            requireOwnership(owner, actual.get());
            if (desiredState.isApplied(desired, actual.get())) {
                return Optional.empty();
            }
        }
        return Optional.of(new Step<>(desired, actual));
    }

    /** The object of that name, whoever owns it. */
    @SuppressWarnings("unchecked")
    private <T extends HasMetadata> Optional<T> actual(HasMetadata owner, T child) {
        var metadata = child.getMetadata();
        var cached = cache.find((Class<T>) child.getClass(), metadata.getNamespace(), metadata.getName());
        if (cached.isPresent() || cache.showsForeign(child.getClass())) {
            return cached;
        }
        return calling(child, () -> Optional.ofNullable(client.resource(child).get()));
    }

    private static void requireOwnership(HasMetadata owner, HasMetadata actual) {
        if (ChildOwnership.isOwnedBy(actual, owner)) {
            if (actual.isMarkedForDeletion()) {
                throw new ApplyFailure(new ApplyProblem.NotNow(
                        describe(actual), describe(actual) + " is being deleted; it is created again when it is gone"));
            }
            return;
        }
        var ofEarlier = ChildOwnership.key(actual)
                .filter(ChildOwnership.key(
                        owner.getKind(),
                        owner.getMetadata().getNamespace(),
                        owner.getMetadata().getName())::equals);
        if (ofEarlier.isPresent()) {
            throw new ApplyFailure(new ApplyProblem.NotNow(
                    describe(actual),
                    describe(actual) + " belongs to an earlier " + owner.getKind()
                            + " of this name and is being deleted"));
        }
        throw new ApplyFailure(new ApplyProblem.NameConflict(
                describe(actual),
                describe(actual) + " exists and was not created for this " + owner.getKind()
                        + "; it is left alone: delete or rename it, or rename this " + owner.getKind()));
    }

    private <T extends HasMetadata> void write(Step<T> step, boolean dryRun) {
        var desired = step.desired();
        // Not by force when it is new: fields that somebody else owns mean that the object has just been created by
        // somebody else.
        var context = new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(FIELD_MANAGER)
                .withForce(step.actual().isPresent());
        if (dryRun) {
            context.withDryRun(List.of("All"));
        }
        var written = calling(desired, () -> {
            step.actual()
                    .ifPresent(actual ->
                            desired.getMetadata().setUid(actual.getMetadata().getUid()));
            return client.resource(desired).patch(context.build());
        });
        if (!dryRun) {
            cache.remember(written);
        }
    }

    private List<Change> removeOthers(
            HasMetadata owner, List<? extends HasMetadata> desired, Collection<Class<? extends HasMetadata>> kinds) {
        var wanted = new HashSet<String>();
        desired.forEach(child -> wanted.add(identity(child)));
        var removed = new ArrayList<Change>();
        for (var kind : kinds) {
            for (var child : cache.ownedBy(kind, owner)) {
                if (!wanted.contains(identity(child)) && !child.isMarkedForDeletion()) {
                    calling(child, () -> client.resource(child).delete());
                    removed.add(change(Action.DELETED, child));
                }
            }
        }
        return removed;
    }

    @FunctionalInterface
    private interface Call<R> {
        R run();
    }

    private static <R> R calling(HasMetadata child, Call<R> call) {
        try {
            return call.run();
        } catch (KubernetesClientException e) {
            throw new ApplyFailure(ApiErrors.problem(describe(child), e));
        }
    }

    private static ApplyResult result(HasMetadata owner, List<Change> changes, Optional<ApplyProblem> problem) {
        for (var change : changes) {
            LOG.infof(
                    "%s %s/%s: %s %s",
                    owner.getKind(),
                    owner.getMetadata().getNamespace(),
                    owner.getMetadata().getName(),
                    change.action().name().toLowerCase(java.util.Locale.ROOT),
                    change.child());
        }
        return new ApplyResult(changes, problem);
    }

    private static Change change(Action action, HasMetadata child) {
        return new Change(action, describe(child));
    }

    private static String describe(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    private static String identity(HasMetadata object) {
        return object.getKind() + "/" + object.getMetadata().getNamespace() + "/"
                + object.getMetadata().getName();
    }

    private static final class ApplyFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient ApplyProblem problem;

        ApplyFailure(ApplyProblem problem) {
            super(problem.message(), null, false, false);
            this.problem = problem;
        }
    }
}
