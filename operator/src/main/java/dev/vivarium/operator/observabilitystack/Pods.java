package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.Resources;
import io.fabric8.kubernetes.api.model.ConfigMapProjectionBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Parts of pods, all of them without privileges. */
final class Pods {
    private Pods() {}

    /** A container as the most restricted Pod Security Standard wants it, with a root file system that cannot be written. */
    static ContainerBuilder container(Component component, String image, ResourceRequirements resources) {
        return new ContainerBuilder()
                .withName(component.label())
                .withImage(image)
                .withImagePullPolicy("IfNotPresent")
                .withResources(resources)
                // What it said last is then in the pod's status, and from there in the stack's condition.
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext();
    }

    static PodSecurityContext security(Component component) {
        return new PodSecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser(component.user())
                .withRunAsGroup(component.user())
                .withFsGroup(component.user())
                // A large volume need not be walked through at every start.
                .withFsGroupChangePolicy("OnRootMismatch")
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    /** What the spec says, or the defaults when it says nothing. */
    static ResourceRequirements resources(Resources spec, Map<String, String> requests, Map<String, String> limits) {
        if (spec.requests().isEmpty() && spec.limits().isEmpty()) {
            return new ResourceRequirementsBuilder()
                    .withRequests(quantities(requests))
                    .withLimits(quantities(limits))
                    .build();
        }
        return new ResourceRequirementsBuilder()
                .withRequests(new TreeMap<>(spec.requests()))
                .withLimits(new TreeMap<>(spec.limits()))
                .build();
    }

    private static Map<String, Quantity> quantities(Map<String, String> amounts) {
        var quantities = new TreeMap<String, Quantity>();
        amounts.forEach((name, amount) -> quantities.put(name, new Quantity(amount)));
        return quantities;
    }

    static ContainerPort port(String name, int port) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(port)
                .withProtocol("TCP")
                .build();
    }

    static EnvVar env(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    static Probe probe(String path, String port, int periodSeconds, int failureThreshold) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withPort(new IntOrString(port))
                .withScheme("HTTP")
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(3)
                .withFailureThreshold(failureThreshold)
                .build();
    }

    static VolumeMount mount(String volume, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(readOnly)
                .build();
    }

    static Volume emptyDir(String name) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .endEmptyDir()
                .build();
    }

    static Volume claim(String name, String claim) {
        return new VolumeBuilder()
                .withName(name)
                .withNewPersistentVolumeClaim()
                .withClaimName(claim)
                .endPersistentVolumeClaim()
                .build();
    }

    /** A directory that holds the keys of all these sources; it follows their changes, and all files change in one step. */
    static Volume projected(String name, List<VolumeProjection> sources) {
        return new VolumeBuilder()
                .withName(name)
                .withNewProjected()
                .withDefaultMode(0440)
                .withSources(sources)
                .endProjected()
                .build();
    }

    static VolumeProjection configMap(String name, boolean optional) {
        return new VolumeProjectionBuilder()
                .withConfigMap(new ConfigMapProjectionBuilder()
                        .withName(name)
                        .withOptional(optional)
                        .build())
                .build();
    }

    static Container withTmp(ContainerBuilder container) {
        return container.addToVolumeMounts(mount("tmp", "/tmp", false)).build();
    }
}
