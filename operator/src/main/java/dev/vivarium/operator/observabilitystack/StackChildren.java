package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.PrometheusMode;
import dev.vivarium.operator.integration.Integration;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * Everything that one stack consists of.
 *
 * @param objects in the order in which they are to be applied
 * @param kept those that exist and are to be left as they are, whatever the spec says now
 * @param ruleMarkers what {@link RuleMarker#METRIC} says, by shard, once the rules are loaded
 */
public record StackChildren(List<HasMetadata> objects, List<HasMetadata> kept, SortedMap<String, String> ruleMarkers) {
    /** Every type that a stack may have children of, but for those below. */
    public static final List<Class<? extends HasMetadata>> KINDS = List.of(
            ServiceAccount.class,
            Role.class,
            RoleBinding.class,
            Secret.class,
            ConfigMap.class,
            PersistentVolumeClaim.class,
            Service.class,
            StatefulSet.class,
            Deployment.class);

    /** Those that other operators define, and that may not be installed. */
    public static final List<Class<? extends HasMetadata>> INTEGRATION_KINDS = Integration.allKinds();

    /** Those that an operator that watches the whole cluster may make besides. */
    public static final List<Class<? extends HasMetadata>> CLUSTER_KINDS =
            List.of(ClusterRole.class, ClusterRoleBinding.class);

    /** Those of which some may be outside the stack's namespace. */
    static final List<Class<? extends HasMetadata>> FOREIGN_KINDS = List.of(Role.class, RoleBinding.class);

    public StackChildren {
        objects = List.copyOf(objects);
        kept = List.copyOf(kept);
    }

    /**
     * The desired state of a stack.
     *
     * @param newPassword makes a password for Grafana's administrator where none was given and none was made before
     * @throws RulesTooLargeException when the rules do not fit
     * @throws InvalidNotificationsException when the notifications mean nothing
     */
    public static StackChildren of(StackInput input, Supplier<String> newPassword) {
        var collector = new CollectorChildren(input).render();
        var objects = new ArrayList<>(collector.objects());
        SortedMap<String, String> markers;
        if (input.spec().prometheus().mode() == PrometheusMode.PROMETHEUS_OPERATOR) {
            var rules = new RuleResources(input);
            markers = rules.markers();
            objects.addAll(new PrometheusOperatorChildren(input, rules).render());
        } else {
            var shards = RuleShards.of(input.id(), input.rulesAsLoaded());
            markers = shards.markers();
            objects.addAll(new PrometheusChildren(input).render(shards));
        }
        objects.addAll(new AlertmanagerChildren(input).render());
        objects.addAll(new GrafanaChildren(input).render(newPassword));
        return new StackChildren(objects, collector.kept(), markers);
    }
}
