package dev.vivarium.operator.observabilitystack;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleRef;
import io.fabric8.kubernetes.api.model.rbac.RoleRefBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * What lets a managed Prometheus list the pods that it scrapes: a role in each served namespace, or one for the whole cluster.
 *
 * <p>Those outside the stack's namespace cannot have the stack as owner: they tell it by their labels, and the stack's finalizer takes them away.
 */
final class DiscoveryAccess {
    private static final String API = "rbac.authorization.k8s.io";
    private static final String CLUSTER_ROLE = "ClusterRole";
    private static final String ROLE = "Role";

    private final StackInput input;
    private final StackObjects objects;

    DiscoveryAccess(StackInput input) {
        this.input = input;
        this.objects = new StackObjects(input);
    }

    List<HasMetadata> render() {
        var scope = ScrapeScope.of(input);
        if (scope.all()) {
            return ofCluster();
        }
        var children = new ArrayList<HasMetadata>();
        scope.namespaces().forEach(namespace -> children.addAll(ofNamespace(namespace)));
        return children;
    }

    private List<HasMetadata> ofCluster() {
        var metadata = metadata(null);
        return List.of(
                new ClusterRoleBuilder()
                        .withMetadata(metadata)
                        .withRules(listPods())
                        .build(),
                new ClusterRoleBindingBuilder()
                        .withMetadata(metadata)
                        .withRoleRef(reference(CLUSTER_ROLE, metadata.getName()))
                        .withSubjects(serviceAccount())
                        .build());
    }

    private List<HasMetadata> ofNamespace(String namespace) {
        var metadata = metadata(namespace);
        return List.of(
                new RoleBuilder().withMetadata(metadata).withRules(listPods()).build(),
                new RoleBindingBuilder()
                        .withMetadata(metadata)
                        .withRoleRef(reference(ROLE, metadata.getName()))
                        .withSubjects(serviceAccount())
                        .build());
    }

    private ObjectMeta metadata(String namespace) {
        if (input.namespace().equals(namespace)) {
            return objects.metadata(Component.PROMETHEUS);
        }
        return new ObjectMetaBuilder()
                .withNamespace(namespace)
                // Colons are allowed in names of roles and in no others, so that no two stacks can give one name.
                .withName("vivarium:" + input.namespace() + ":" + input.name() + ":" + Component.PROMETHEUS.label())
                .withLabels(objects.labels(Component.PROMETHEUS))
                .build();
    }

    private static PolicyRule listPods() {
        return new PolicyRuleBuilder()
                .withApiGroups("")
                .withResources("pods")
                .withVerbs("get", "list", "watch")
                .build();
    }

    private static RoleRef reference(String kind, String name) {
        return new RoleRefBuilder()
                .withApiGroup(API)
                .withKind(kind)
                .withName(name)
                .build();
    }

    private Subject serviceAccount() {
        return new SubjectBuilder()
                .withKind("ServiceAccount")
                .withNamespace(input.namespace())
                .withName(Component.PROMETHEUS.childName(input.name()))
                .build();
    }
}
