package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.ConfigMapKeyRef;
import dev.vivarium.api.v1alpha1.HeaderFrom;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.OtlpExporterSpec;
import dev.vivarium.api.v1alpha1.OtlpTlsSpec;
import dev.vivarium.api.v1alpha1.SecretKeyRef;
import dev.vivarium.api.v1alpha1.TelemetryDestination;
import dev.vivarium.operator.resolve.NamespacedName;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Which stacks a change of something else concerns. */
final class StackReferences {
    private final Optional<NamespacedName> defaultStack;

    StackReferences(Optional<NamespacedName> defaultStack) {
        this.defaultStack = defaultStack;
    }

    /** Whether the stack is one that a resource with that telemetry may use; which one it does use depends on what other stacks there are. */
    boolean mayServe(ObservabilityStack stack, HasMetadata resource, TelemetryDestination telemetry) {
        var id = NamespacedName.of(stack);
        var namespace = resource.getMetadata().getNamespace();
        var reference = telemetry.stackRef();
        if (reference != null) {
            return id.equals(new NamespacedName(
                    Optional.ofNullable(reference.namespace()).orElse(namespace), reference.name()));
        }
        return id.namespace().equals(namespace)
                || defaultStack.filter(id::equals).isPresent();
    }

    /** A stack that comes or goes may make another the only one of its namespace, or no longer the only one, and the default no longer used there. */
    boolean concerns(ObservabilityStack stack, ObservabilityStack other) {
        var id = NamespacedName.of(stack);
        return !id.equals(NamespacedName.of(other))
                && (id.namespace().equals(other.getMetadata().getNamespace())
                        || defaultStack.filter(id::equals).isPresent());
    }

    static boolean names(ObservabilityStack stack, Secret secret) {
        return stack.getMetadata().getNamespace().equals(secret.getMetadata().getNamespace())
                && secrets(stack).anyMatch(secret.getMetadata().getName()::equals);
    }

    static boolean names(ObservabilityStack stack, ConfigMap map) {
        return stack.getMetadata().getNamespace().equals(map.getMetadata().getNamespace())
                && stack.getSpec().collector().exporters().stream()
                        .map(OtlpExporterSpec::tls)
                        .filter(Objects::nonNull)
                        .map(OtlpTlsSpec::caConfigMapRef)
                        .filter(Objects::nonNull)
                        .map(ConfigMapKeyRef::name)
                        .anyMatch(map.getMetadata().getName()::equals);
    }

    static boolean serves(ObservabilityStack stack, Namespace namespace) {
        return stack.getSpec()
                .serves()
                .namespaces()
                .contains(namespace.getMetadata().getName());
    }

    private static Stream<String> secrets(ObservabilityStack stack) {
        var spec = stack.getSpec();
        var backEnds = spec.collector().exporters().stream().flatMap(exporter -> exporter.secretRefs().stream());
        var prometheus = spec.prometheus().headersFrom().stream().map(HeaderFrom::secretKeyRef);
        var contacts = spec.notifications().contactPoints().stream().flatMap(point -> point.secretRefs().stream());
        var password = Optional.ofNullable(spec.grafana().adminPasswordSecretRef()).stream();
        return Stream.of(backEnds, prometheus, contacts, password)
                .flatMap(references -> references)
                .map(SecretKeyRef::name);
    }
}
