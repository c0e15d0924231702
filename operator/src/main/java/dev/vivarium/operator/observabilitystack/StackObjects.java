package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.StorageSpec;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Objects as every program of one stack has them. */
final class StackObjects {
    private static final String KIND = "ObservabilityStack";

    private final String namespace;
    private final String stack;

    StackObjects(StackInput input) {
        this.namespace = input.namespace();
        this.stack = input.name();
    }

    Map<String, String> labels(Component component) {
        var labels = new TreeMap<>(selector(component));
        labels.put(Labels.INSTANCE, stack);
        labels.put(Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE);
        return labels;
    }

    Map<String, String> selector(Component component) {
        return new TreeMap<>(Map.of(Labels.NAME, component.label(), Labels.OWNER_KIND, KIND, Labels.OWNER_NAME, stack));
    }

    /** Labels of pods, which make them targets of the stack's own Prometheus. */
    Map<String, String> podLabels(Component component) {
        var labels = new TreeMap<>(labels(component));
        labels.put(Labels.STACK_NAME, stack);
        labels.put(Labels.STACK_NAMESPACE, namespace);
        return labels;
    }

    ObjectMeta metadata(Component component, String name) {
        return new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .withLabels(labels(component))
                .build();
    }

    ObjectMeta metadata(Component component) {
        return metadata(component, component.childName(stack));
    }

    ServiceAccount serviceAccount(Component component) {
        return new ServiceAccountBuilder()
                .withMetadata(metadata(component))
                .withAutomountServiceAccountToken(false)
                .build();
    }

    ConfigMap configMap(Component component, String name, Map<String, String> data) {
        return new ConfigMapBuilder()
                .withMetadata(metadata(component, name))
                .withData(new TreeMap<>(data))
                .build();
    }

    Service service(Component component, ServicePort... ports) {
        return new ServiceBuilder()
                .withMetadata(metadata(component))
                .withNewSpec()
                .withSelector(selector(component))
                .withPorts(ports)
                .endSpec()
                .build();
    }

    static ServicePort port(String name, int port, String target) {
        return new ServicePortBuilder()
                .withName(name)
                .withPort(port)
                .withTargetPort(new IntOrString(target))
                .withProtocol("TCP")
                .build();
    }

    /** Name of the claim of the program's volume. */
    String claimName(Component component) {
        return component.childName(stack) + "-data";
    }

    /**
     * The volume of the program. It is a child of the stack and not made by the StatefulSet: so it outlives a StatefulSet that somebody deletes, goes with
     * the stack, and can grow where its StorageClass allows that.
     */
    PersistentVolumeClaim claim(Component component, Quantity size, StorageSpec storage) {
        return new PersistentVolumeClaimBuilder()
                .withMetadata(metadata(component, claimName(component)))
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName(storage.storageClassName())
                .withNewResources()
                .withRequests(Map.of("storage", size))
                .endResources()
                .endSpec()
                .build();
    }

    /** One pod, at most one at a time. */
    StatefulSet statefulSet(Component component, PodTemplateSpec template) {
        return new StatefulSetBuilder()
                .withMetadata(metadata(component))
                .withNewSpec()
                .withReplicas(1)
                .withServiceName(component.childName(stack))
                // With the default a pod that never becomes ready, say by a wrong image, is not replaced when its
                // template is put right.
                .withPodManagementPolicy("Parallel")
                .withNewSelector()
                .withMatchLabels(selector(component))
                .endSelector()
                .withTemplate(template)
                .endSpec()
                .build();
    }

    /** Every file of a program's configuration as one ConfigMap named like the program. */
    ConfigMap configMap(Component component, Map<String, String> data) {
        return configMap(component, component.childName(stack), data);
    }

    static List<String> names(List<ConfigMap> maps) {
        return maps.stream().map(map -> map.getMetadata().getName()).toList();
    }
}
