package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.ConfigMapKeyRef;
import dev.vivarium.api.v1alpha1.OtlpExporterSpec;
import dev.vivarium.api.v1alpha1.SecretKeyRef;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.util.ArrayList;
import java.util.List;

/**
 * How credentials and certificates of back ends get into the collector's pod: from Secrets and ConfigMaps by the kubelet, so that they stand in no
 * configuration. All of it is optional to the kubelet: a Secret that goes must not keep a new pod from starting before the operator has taken the back end out.
 */
final class BackEndFiles {
    private final List<OtlpExporterSpec> exporters;

    BackEndFiles(List<OtlpExporterSpec> exporters) {
        this.exporters = List.copyOf(exporters);
    }

    /** Values of headers. */
    List<EnvVar> variables() {
        var variables = new ArrayList<EnvVar>();
        for (var i = 0; i < exporters.size(); i++) {
            var headers = exporters.get(i).headersFrom();
            for (var j = 0; j < headers.size(); j++) {
                variables.add(variable(
                        BackEndConfig.headerVariable(i, j), headers.get(j).secretKeyRef()));
            }
        }
        return variables;
    }

    /** What {@link BackEndConfig#TLS_DIRECTORY} holds; empty when no back end has files. */
    List<VolumeProjection> projections() {
        var projections = new ArrayList<VolumeProjection>();
        for (var exporter : exporters) {
            var tls = exporter.tls();
            if (tls == null) {
                continue;
            }
            var directory = exporter.name() + "/";
            if (tls.caSecretRef() != null) {
                projections.add(secret(tls.caSecretRef(), directory + BackEndConfig.CA_FILE));
            }
            if (tls.caConfigMapRef() != null) {
                projections.add(configMap(tls.caConfigMapRef(), directory + BackEndConfig.CA_FILE));
            }
            if (tls.certSecretRef() != null) {
                projections.add(secret(tls.certSecretRef(), directory + BackEndConfig.CERT_FILE));
                projections.add(secret(tls.keySecretRef(), directory + BackEndConfig.KEY_FILE));
            }
        }
        return projections;
    }

    private static EnvVar variable(String variable, SecretKeyRef reference) {
        return new EnvVarBuilder()
                .withName(variable)
                .withNewValueFrom()
                .withNewSecretKeyRef()
                .withName(reference.name())
                .withKey(reference.key())
                .withOptional(true)
                .endSecretKeyRef()
                .endValueFrom()
                .build();
    }

    private static VolumeProjection secret(SecretKeyRef reference, String path) {
        return new VolumeProjectionBuilder()
                .withNewSecret()
                .withName(reference.name())
                .addNewItem()
                .withKey(reference.key())
                .withPath(path)
                .endItem()
                .withOptional(true)
                .endSecret()
                .build();
    }

    private static VolumeProjection configMap(ConfigMapKeyRef reference, String path) {
        return new VolumeProjectionBuilder()
                .withNewConfigMap()
                .withName(reference.name())
                .addNewItem()
                .withKey(reference.key())
                .withPath(path)
                .endItem()
                .withOptional(true)
                .endConfigMap()
                .build();
    }
}
