package dev.vivarium.operator.resolve;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import java.util.List;
import java.util.Objects;

/** What environment variables take from Secrets and ConfigMaps. */
public final class EnvironmentReferences {
    private EnvironmentReferences() {}

    public static boolean toSecret(List<EnvVar> variables, String name) {
        return variables.stream()
                .map(EnvVar::getValueFrom)
                .filter(Objects::nonNull)
                .map(EnvVarSource::getSecretKeyRef)
                .anyMatch(reference -> reference != null && name.equals(reference.getName()));
    }

    public static boolean toConfigMap(List<EnvVar> variables, String name) {
        return variables.stream()
                .map(EnvVar::getValueFrom)
                .filter(Objects::nonNull)
                .map(EnvVarSource::getConfigMapKeyRef)
                .anyMatch(reference -> reference != null && name.equals(reference.getName()));
    }
}
