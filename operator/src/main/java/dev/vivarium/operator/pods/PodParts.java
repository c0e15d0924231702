package dev.vivarium.operator.pods;

import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.Resources;
import dev.vivarium.operator.resolve.NamespacedName;
import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Parts that every pod of the operator is built from. */
public final class PodParts {
    /** The user that containers run as; nobody by convention, and the owner of mounted volumes. */
    public static final long USER = 65532;

    private static final String TEMPORARY_FILES = "tmp";

    private PodParts() {}

    /** Labels that select the pods of a resource. */
    public static Map<String, String> selector(String kind, String name) {
        // In an order of its own, so that the same resource is always written the same.
        return new TreeMap<>(Map.of(Labels.OWNER_KIND, kind, Labels.OWNER_NAME, name));
    }

    /** @param program one of the values of {@link Labels#NAME} */
    public static Map<String, String> labels(String program, String kind, String name) {
        var labels = new TreeMap<>(selector(kind, name));
        labels.put(Labels.NAME, program);
        labels.put(Labels.INSTANCE, name);
        labels.put(Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE);
        return labels;
    }

    /** Labels by which the stack's Prometheus finds a pod. */
    public static Map<String, String> stackLabels(Optional<ObservabilityStack> stack) {
        return stack.map(NamespacedName::of)
                .map(name -> Map.of(Labels.STACK_NAME, name.name(), Labels.STACK_NAMESPACE, name.namespace()))
                .orElse(Map.of());
    }

    /** What the pod security standard {@code restricted} asks for. */
    public static PodSecurityContext podSecurity() {
        return new PodSecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    public static SecurityContext containerSecurity() {
        var capabilities = new Capabilities();
        capabilities.setDrop(List.of("ALL"));
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withCapabilities(capabilities)
                .build();
    }

    /** The only place that a container can write to. */
    public static Volume temporaryFiles() {
        return new VolumeBuilder()
                .withName(TEMPORARY_FILES)
                .withNewEmptyDir()
                .endEmptyDir()
                .build();
    }

    public static VolumeMount temporaryFilesMount() {
        return new VolumeMountBuilder()
                .withName(TEMPORARY_FILES)
                .withMountPath("/tmp")
                .build();
    }

    public static ResourceRequirements resources(Resources resources) {
        return new ResourceRequirementsBuilder()
                .withRequests(resources.requests().isEmpty() ? null : new TreeMap<>(resources.requests()))
                .withLimits(resources.limits().isEmpty() ? null : new TreeMap<>(resources.limits()))
                .build();
    }

    /** A ServiceAccount without rights and without a token in its pods. */
    public static ServiceAccount serviceAccount(String namespace, String name, Map<String, String> labels) {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withAutomountServiceAccountToken(false)
                .build();
    }
}
